import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluateSob } from "./sob.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "papertape-sob-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const record = (id: string, truth: unknown) => ({
  record_id: id,
  input: { json_schema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } },
  output: { ground_truth: truth },
});
const lines = (rows: readonly unknown[]) =>
  rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n");

test("means by model, numbers as they are written, and every bad line named while the rest is scored", async () => {
  await writeFile(
    join(folder, "records.jsonl"),
    lines([record("a", { n: 1 }), record("b", { n: 2.5 }), "{", record("", {})]),
  );
  const responses = lines([
    { model: "m", record_id: "a", candidate_response: { n: 1 } },
    '{"model":"m","record_id":"b","candidate_response":{"n":2.50}}',
    "",
    '{"model":"exact","record_id":"a","candidate_response":{"n":1.0}}',
    { model: "text", record_id: "a", candidate_response: '{"n": 1}' },
    { model: "m", record_id: "a", candidate_response: { n: 2 } },
    { model: "m", record_id: "zzz", candidate_response: {} },
    { model: "text", record_id: "b" },
    "[1",
  ]);
  await writeFile(join(folder, "responses.jsonl.gz"), gzipSync(responses));
  const { rows, problems } = await evaluateSob(folder, "image");
  expect(Object.entries(rows).map(([model, { records }]) => [model, records])).toEqual([
    ["m", 2],
    ["exact", 1],
    ["text", 1],
  ]);
  expect(rows.m.values).toMatchObject({ schema_compliance: 1, leaf_value_em: 1, strict_json_em: 1 });
  expect(rows.m.values).not.toHaveProperty("required_key_recall");
  // 1.0 is the value of 1, and not what was written.
  expect(rows.exact.values).toMatchObject({ leaf_value_em: 1, strict_json_em: 0 });
  expect(rows.text.values).toMatchObject({ json_parse_success: 0, schema_compliance: 0 });
  expect(problems).toEqual([
    expect.stringMatching(/^records\.jsonl, line 3: JSON: expected "\\""/),
    "records.jsonl, line 4: record_id is no name",
    "responses.jsonl.gz, line 6: m has answered this record before",
    'responses.jsonl.gz, line 7: no record is called "zzz"',
    "responses.jsonl.gz, line 8: it has no candidate_response",
    expect.stringMatching(/^responses\.jsonl\.gz, line 9: JSON: expected ","/),
  ]);
});

test("a folder without its files is said to be none", async () => {
  await expect(evaluateSob(join(folder, "nowhere"), "text")).rejects.toThrow(/records\.jsonl: there is no such file/);
});
