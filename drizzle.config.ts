/** How `npx drizzle-kit generate` finds the schema and where it writes SQL. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "postgresql", schema: "./src/library/schema/index.ts", out: "./migrations" });
