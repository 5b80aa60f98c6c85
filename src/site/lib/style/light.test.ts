import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { light } from "./light.ts";

test("pictures have the colours that the light theme has", () => {
  const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
  const tokens = new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w+),/g)].map(([, name, colour]) => [name, colour]),
  );
  for (const [name, colour] of Object.entries(light)) expect(`${name} ${tokens.get(name)}`).toBe(`${name} ${colour}`);
});
