/** `npm start`: install what is missing, build what is stale, serve. */
import { join } from "node:path";
import { checkNode, ensureBuilt, ensureInstalled, root } from "./prepare.js";

checkNode();
ensureInstalled();
ensureBuilt();
process.argv.splice(1, process.argv.length, join(root, "bin", "papertape.js"), "serve", ...process.argv.slice(2));
await import("../bin/papertape.js");
