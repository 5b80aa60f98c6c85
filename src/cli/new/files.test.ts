import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { resolveConfig, format } from "prettier";
import { execute, readInputs, viewAt, type Experiment, type Explore, type LabEvent, type Paper } from "#lab/kit/index";
import { notRecorded } from "#papers/readme";
import { root } from "../version.ts";
import { kinds, newPaperFiles, withLine, type Kind } from "./files.ts";

const running = readFileSync(join(root, "src", "papers", "running.ts"), "utf8");

test("a new paper's line stands among the others by name, and everything else as it was", () => {
  const after = withLine(running, "dynamic-tanh");
  const line = 'export { default as dynamicTanh } from "./dynamic-tanh/paper.ts";';
  expect(after.split("\n")).toContain(line);
  expect(after.replace(`${line}\n`, "")).toBe(running);
});

describe.each(Object.keys(kinds) as Kind[])("a new paper of the kind %s", (kind) => {
  const paper = { slug: "dynamic-tanh", title: "A $& title", published: "2025-03-13", arxiv: "2503.10622" };
  const title = `${"A very long title ".repeat(8)}without an end`;

  test("has its name, title, day and arXiv id in place of those of the pattern", () => {
    const files = newPaperFiles(kind, paper);
    expect(files["paper.ts"]).toMatch(/slug: "dynamic-tanh",\n +title: "A \$& title",\n +published: "2025-03-13"/);
    expect(files["paper.ts"]).toContain('arxiv: "2503.10622"');
    expect(files["README.md"]).toMatch(new RegExp(`^# A \\$& title\n[^]*${notRecorded}`));
    for (const [name, text] of Object.entries(files))
      expect(text, name).not.toMatch(/new-paper|A New Paper|2026-01-01/);
  });

  test.each([paper.title, title])("is as the formatter would have it: %s", async (title) => {
    const options = await resolveConfig(join(root, "package.json"), { editorconfig: true });
    for (const [name, text] of Object.entries(newPaperFiles(kind, { ...paper, title })))
      expect(await format(text, { ...options, filepath: name }), name).toBe(text);
  });

  test("measures every claim it has, draws its charts, and has something to touch and a model to export", async () => {
    const load = async <T>(file: string) => {
      const path = join(root, "src", "cli", "new", "kinds", kind, `${file}.ts`);
      return ((await import(/* @vite-ignore */ pathToFileURL(path).href)) as { default: T }).default;
    };
    const experiment = await load<Experiment>("experiment/index");
    const { claims } = await load<Paper>("paper");
    const events: LabEvent[] = [];
    for await (const event of execute(experiment, { preset: "smoke", seeds: [1], device: "cpu", threads: 1 }))
      events.push(event);
    const names = (type: "measure" | "point") =>
      [
        ...new Set(
          events.flatMap((event) => (event.type !== type ? [] : event.type === "measure" ? event.claim : event.chart)),
        ),
      ].sort();
    expect(names("measure")).toEqual(Object.keys(claims).sort());
    expect(names("point")).toEqual(Object.keys(experiment.charts).sort());
    const explore = await load<Explore>("explore");
    const { values } = readInputs(explore.inputs, new URLSearchParams());
    expect((await viewAt(explore, values)).statement).toMatch(/\d.*\.$/);
    expect((await (await load<() => Promise<{ onnx: Uint8Array }>>("export"))()).onnx.length).toBeGreaterThan(0);
  });
});
