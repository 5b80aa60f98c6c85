import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveConfig, format } from "prettier";
import { root } from "../version.ts";
import { newPaperFiles, withLine } from "./files.ts";

const running = readFileSync(join(root, "src", "papers", "running.ts"), "utf8");

test("a new paper's line stands among the others by name, and everything else as it was", () => {
  const after = withLine(running, "dynamic-tanh");
  const line = 'export { default as dynamicTanh } from "./dynamic-tanh/paper.ts";';
  expect(after.split("\n")).toContain(line);
  expect(after.replace(`${line}\n`, "")).toBe(running);
});

test("every file of a new paper is as the formatter would have it", async () => {
  const options = await resolveConfig(join(root, "package.json"), { editorconfig: true });
  for (const [name, text] of Object.entries(newPaperFiles("dynamic-tanh", "A title", "2025-03-13")))
    expect(await format(text, { ...options, filepath: name }), name).toBe(text);
});
