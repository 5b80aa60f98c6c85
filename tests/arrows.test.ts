/** The house has one direction: engine <- lab <- papers <- bakeoffs <- library <- site, cli. This walks the imports and fails on an arrow that points back. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve("src");
/** What a room may import besides itself. */
const below: Record<string, readonly string[]> = {
  engine: [],
  lab: ["engine"],
  papers: ["engine", "lab"],
  bakeoffs: ["engine", "lab", "papers"],
  library: ["engine", "lab", "papers", "bakeoffs"],
  site: ["engine", "lab", "papers", "bakeoffs", "library"],
  cli: ["engine", "lab", "papers", "bakeoffs", "library"],
};
const aliases: Record<string, string> = { "#ort": "engine", "#dataset-bytes": "lab" };
/** `import ... from "x"`, `export ... from "x"`, `import("x")`; comments are harmless here. */
const specifier = /(?:from\s+|import\s*\(?\s*)["']([^"']+)["']/g;

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => join(src, name));

/** Path below `src` that an import points at; null for a package. */
function targetOf(specifier: string, from: string): string | null {
  if (specifier in aliases) return aliases[specifier];
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return relative(src, resolve(dirname(from), specifier));
  return null;
}

const arrows = files.flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(specifier)].map(([, to]) => {
    const target = targetOf(to, file);
    return {
      file: relative(src, file),
      from: relative(src, file).split("/")[0],
      to,
      target,
      room: target?.split("/")[0] ?? null,
    };
  }),
);

test("imports between floors point one way: engine <- lab <- papers <- bakeoffs <- library <- site, cli", () => {
  const wrong = arrows.filter(({ from, room }) => room !== null && room !== from && !below[from]?.includes(room));
  expect(wrong).toEqual([]);
});

test("a paper never imports another paper: what two share moves down into lab", () => {
  const paperOf = (path: string) => /^papers\/([^/]+)\//.exec(path)?.[1];
  const between = arrows.filter(({ file, target }) => {
    // A test may hold two papers against each other.
    if (file.endsWith(".test.ts")) return false;
    const [from, to] = [paperOf(file), target === null ? undefined : paperOf(target)];
    return from !== undefined && to !== undefined && from !== to;
  });
  expect(between).toEqual([]);
});

test("the engine needs nothing but ONNX Runtime; lab, papers and bake-offs nothing but the floors below", () => {
  // Draft 7 of JSON Schema, HTML and its names of characters are long, and nobody's paper: lab leaves them to libraries that run in browsers, too.
  const lab = /^(node:|@cfworker\/json-schema$|entities$|htmlparser2$)/;
  const allowed = { engine: /^(onnxruntime-|node:)/, lab, papers: /^node:/, bakeoffs: /^node:/ };
  const foreign = arrows.filter(
    ({ from, room, to, file }) =>
      room === null &&
      from in allowed &&
      !allowed[from as keyof typeof allowed].test(to) &&
      !/\.test\.ts$|\/testing\//.test(file),
  );
  expect(foreign).toEqual([]);
});

test("rooms are entered by their alias, not by climbing out with ../", () => {
  const climbing = arrows.filter(({ from, room, to }) => to.startsWith(".") && room !== null && room !== from);
  expect(climbing).toEqual([]);
});
