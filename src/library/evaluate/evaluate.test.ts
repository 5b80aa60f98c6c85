import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "#engine";
import { evaluateCharts } from "./charts.ts";
import { htmlOf, jsonOf } from "./report.ts";
import { evaluateTaser } from "./taser.ts";
import { evaluateWeaver } from "./weaver.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "papertape-evaluate-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, rows: readonly unknown[]) =>
  writeFile(join(folder, name), rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));

describe("charts", () => {
  const reference = "| | Sales |\n|---|---|\n| 2024 | 40 |\n| 2025 | 50 |";
  test("are scored by model in any format, and a bad record is named", async () => {
    await write("references.jsonl", [
      { id: "a", reference },
      { id: "b", reference: "flowchart TD\nA[x] --> B[y]" },
      { id: "c" },
    ]);
    await write("predictions.jsonl", [
      { model: "m", id: "a", format: "json", prediction: '{"Sales": {"2024": 40, "2025": 50}}' },
      { model: "m", id: "b", format: "dot", prediction: "digraph { x -> y }" },
      { model: "poor", id: "a", format: "html", prediction: "<table><tr><td>nothing" },
      { model: "poor", id: "b", format: "csv", prediction: "x,y" },
      { model: "poor", id: "b", format: "word", prediction: "" },
      { model: "poor", id: "b", format: "dot" },
      { model: "poor", id: "d", format: "dot", prediction: "" },
      { model: "m", id: "a", format: "csv", prediction: ",Sales" },
    ]);
    const report = await evaluateCharts(folder, "fixed");
    expect(jsonOf(report)).toEqual({
      models: {
        m: { map_high: 1, map_slight: 1, map_strict: 1, em: 1 },
        poor: { map_high: 0, map_slight: 0, map_strict: 0, em: 0 },
      },
    });
    expect(report.problems).toEqual([
      "references.jsonl, line 3: it has no reference",
      "predictions.jsonl, line 4: this chart can be written in mermaid, dot, plantuml, d2, cytoscape, diagrams, not in csv",
      expect.stringMatching(/^predictions\.jsonl, line 5: format is one of markdown, .*, not "word"$/),
      "predictions.jsonl, line 6: it has no prediction",
      'predictions.jsonl, line 7: no record is called "d"',
      "predictions.jsonl, line 8: m has answered this record before",
    ]);
  });
});

describe("holdings", () => {
  test("are scored by rows and by value, and a bad record is named", async () => {
    const rows = [
      { name: "Alder plc", marketValue: 60 },
      { name: "Birch Ltd", marketValue: 40 },
    ];
    await write("documents.jsonl", [
      { id: "a", rows },
      { id: "b", rows: [] },
      { id: "c", rows: [{ name: "x" }] },
    ]);
    await write("extractions.jsonl", [
      {
        model: "m",
        id: "a",
        rows: [rows[0], { name: "Cedar AG", marketValue: 5 }, { name: "", marketValue: 1 }, { name: "Birch" }],
      },
      { model: "m", id: "b", rows: [] },
      { model: "all", id: "a", rows },
      { model: "all", id: "c", rows },
      { model: "all", id: "b", rows: "none" },
      { model: "big", id: "a", rows: new Array(5_001).fill(rows[0]) },
      '{"model":"all","id":"b","rows":[{"name":"x","marketValue":1e999}]}',
    ]);
    const report = await evaluateTaser(folder);
    expect(report.rows.m).toEqual({
      records: 2,
      values: {
        row_precision: 0.25,
        row_recall: 0.5,
        row_f1: 1 / 3,
        value_fidelity: (0.65 + 1) / 2,
        matched_value: (0.6 + 1) / 2,
        conformity: 0.5,
      },
    });
    expect(report.rows.all.values).toMatchObject({ row_precision: 2 / 3, row_recall: 1, conformity: 2 / 3 });
    expect(report.problems).toEqual([
      "documents.jsonl, line 3: rows[0] has no name or no marketValue",
      'extractions.jsonl, line 4: no record is called "c"',
      "extractions.jsonl, line 5: rows is no list",
      "extractions.jsonl, line 6: rows has 5001 entries, and no more than 5000 are matched",
    ]);
  });
});

describe("weak verifiers", () => {
  const stream = random(5).stream("answers");
  const records = Array.from({ length: 200 }, (_, question) => {
    // Questions may have different numbers of answers.
    const truth = Array.from(stream.uniform(4 + (question % 3)), (draw) => draw < 0.4);
    const scores = (skill: number) => truth.map((right) => Number(right) * skill + stream.normal(1)[0]);
    return {
      ...{
        instruction: "?",
        answer_correct: truth,
        extracted_answers: truth.map((right, at) => (right ? "42" : String(at))),
      },
      ...{
        good_scores: scores(3),
        fair_scores: scores(1),
        poor_scores: scores(0.2),
        judge_verdicts: truth.map((right) => right === stream.uniform(1)[0] < 0.8),
      },
      ...{ PRM_step_scores: [[1], [2]], weaver_scores: truth.map(Number) },
    };
  });

  test("pick together better than alone or on average, and a bad record is named", async () => {
    const { poor_scores: _, ...lacking } = records[1];
    await write("records.jsonl", [
      ...records,
      { ...records[0], good_scores: [1] },
      lacking,
      { answer_correct: [true] },
      { answer_correct: ["yes"], a_scores: [1] },
      { answer_correct: [], a_scores: [] },
      "7",
    ]);
    const { rows, problems, notes } = await evaluateWeaver(folder);
    const of = (name: string) => rows[name].values.selection_accuracy;
    expect(of("Weaver")).toBeGreaterThan(of("first answer") + 0.2);
    expect(of("oracle")).toBeGreaterThan(of("Weaver"));
    expect(rows.oracle.values.gap).toBe(0);
    expect(rows["best verifier (good_scores)"].records).toBe(200);
    expect(of("majority vote")).toBeGreaterThan(of("first answer"));
    expect(notes[0]).toMatch(/^4 verifiers, 999 answers, \d+\.\d % of them right$/);
    expect(problems).toEqual([
      expect.stringMatching(/^records\.jsonl, line 201: good_scores has 1 entries for \d answers$/),
      "records.jsonl, line 202: it has no poor_scores, which the first record has",
      "records.jsonl, line 203: it has no verifier: no key ends in _scores or _verdicts",
      "records.jsonl, line 204: answer_correct is no list of true and false",
      "records.jsonl, line 205: it has no answers",
      "records.jsonl, line 206: it is no JSON object",
    ]);
  });

  test("of nothing are no rows", async () => {
    await write("records.jsonl", ["{"]);
    expect(await evaluateWeaver(folder)).toMatchObject({ rows: {}, problems: [expect.stringContaining("line 1")] });
    await expect(evaluateWeaver(join(folder, "nowhere"))).rejects.toThrow(/records\.jsonl: there is no such file/);
  });
});

test("a report as HTML has its numbers and escapes what models are called", () => {
  const html = htmlOf({
    ...{
      title: "T",
      subject: { one: "model", many: "models" },
      metrics: { em: "exact" },
      problems: ["a & b"],
      notes: [],
    },
    rows: { "<script>": { records: 2, values: { em: 0.5 } }, other: { records: 1, values: { em: NaN } } },
  });
  expect(html).toContain('<th scope="row">&#60;script&#62;</th><td>2</td><td>0.500</td>');
  expect(html).toContain("<td>–</td>");
  expect(html).toContain("<li>a &#38; b</li>");
  expect(html).not.toContain("<script>");
});
