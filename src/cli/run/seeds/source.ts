/** Which code computes a seed: one hash over the experiment's file and everything that it imports of ours. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "../../version.ts";

/** `import ... from "x"`, `export ... from "x"`, `import("x")`; types are among them, which costs a seed too much rather than too little. */
const specifier = /(?:from\s+|import\s*\(?\s*)["']([^"']+)["']/g;

const aliases = (
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    imports: Record<string, string | { default: string }>;
  }
).imports;

/** The file that an import of ours means; null for a package. */
function fileOf(to: string, from: string): string | null {
  if (to.startsWith(".")) return resolve(dirname(from), to);
  for (const [pattern, target] of Object.entries(aliases)) {
    const path = typeof target === "string" ? target : target.default;
    if (pattern === to) return join(root, path);
    const [before] = pattern.split("*");
    if (pattern.includes("*") && to.startsWith(before)) return join(root, path.replace("*", to.slice(before.length)));
  }
  return null;
}

/** @returns 16 hexadecimal digits; the same as long as no file that the experiment reaches has changed. */
export function sourceHash(entry: string): string {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    if (!file.endsWith(".ts")) return;
    for (const [, to] of readFileSync(file, "utf8").matchAll(specifier)) {
      const next = fileOf(to, file);
      if (next !== null) visit(next);
    }
  };
  visit(entry);
  const hash = createHash("sha256");
  for (const file of [...seen].sort())
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}
