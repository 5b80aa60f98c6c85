/** Lets Node read our TypeScript, imports by alias included. Plain JavaScript; imported before anything in src. */
import { register } from "tsx/esm/api";
import { fileURLToPath } from "node:url";

// tsconfig.json extends a file that only exists once the site was built; the base has all that running needs.
register({ tsconfig: fileURLToPath(new URL("../tsconfig.base.json", import.meta.url)) });
