/** The house has one direction: engine <- papers <- library <- site, cli. This walks the imports and fails on an arrow that points back. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve("src");
/** What a room may import besides itself. */
const below: Record<string, readonly string[]> = {
  engine: [],
  papers: ["engine"],
  library: ["engine", "papers"],
  site: ["engine", "papers", "library"],
  cli: ["engine", "papers", "library"],
};
const aliases: Record<string, string> = { "#ort": "engine", "#dataset-bytes": "papers" };
/** `import ... from "x"`, `export ... from "x"`, `import("x")`; comments are harmless here. */
const specifier = /(?:from\s+|import\s*\(?\s*)["']([^"']+)["']/g;

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => join(src, name));

function roomOf(specifier: string, from: string): string | null {
  if (specifier in aliases) return aliases[specifier];
  if (specifier.startsWith("#")) return specifier.slice(1).split("/")[0];
  if (specifier.startsWith(".")) return relative(src, resolve(dirname(from), specifier)).split("/")[0];
  return null;
}

const arrows = files.flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(specifier)].map(([, to]) => ({
    file: relative(src, file),
    from: relative(src, file).split("/")[0],
    to,
    room: roomOf(to, file),
  })),
);

test("imports between rooms point one way: engine <- papers <- library <- site, cli", () => {
  const wrong = arrows.filter(({ from, room }) => room !== null && room !== from && !below[from]?.includes(room));
  expect(wrong).toEqual([]);
});

test("the engine needs nothing but ONNX Runtime, the papers nothing but the engine", () => {
  const allowed = { engine: /^(onnxruntime-|node:)/, papers: /^node:/ };
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
