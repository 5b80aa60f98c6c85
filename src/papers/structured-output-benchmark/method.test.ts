import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isObject, JsonNumber, readJson, type Json } from "#lab/extraction/json";
import { isSchema, nullable, validator } from "#lab/extraction/schema";
import { canonical, equal, gate, leaves, meanScores, printed, score, scorer, wordF1, type Scores } from "./method.ts";

const json = (text: string) => readJson(text).value;
const schema = json(`{"type": "object", "properties": {"name": {"type": "string"}, "year": {"type": "integer"},
  "scores": {"type": "array", "items": {"type": "number"}}}, "required": ["name", "year"]}`);
const truth = json('{"name":"The Layer Norm","year":2016,"scores":[1.5,2.0]}');

describe("the worked example", () => {
  // What the released evaluator gives: pass, value accuracy and faithfulness (text), path, coverage, type, perfect, value accuracy (image).
  test.each([
    ["identical", '{"name":"The Layer Norm","year":2016,"scores":[1.5,2.0]}', [1, 1, 1, 1, 1, 1, 1, 1]],
    ["without the article", '{"name":"layer norm","year":2016,"scores":[1.5,2.0]}', [1, 0.75, 1, 1, 1, 1, 0, 0.75]],
    ["2 for 2.0", '{"name":"The Layer Norm","year":2016,"scores":[1.5,2]}', [1, 1, 0.916667, 1, 1, 1, 0, 1]],
    ["2016.0", '{"name":"The Layer Norm","year":2016.0,"scores":[1.5,2.0]}', [1, 1, 0.916667, 1, 1, 0.75, 0, 1]],
    ["scores missing", '{"name":"The Layer Norm","year":2016}', [1, 0, 0, 0.5, 0.666667, 1, 0, 0.274348]],
    [
      "one too many",
      '{"name":"The Layer Norm","year":2016,"scores":[1.5,2.0,3]}',
      [1, 0, 0, 1, 0.888889, 1, 0, 0.975461],
    ],
    [
      "extra key",
      '{"name":"The Layer Norm","year":2016,"scores":[1.5,2.0],"x":null}',
      [1, 0, 0, 1, 0.888889, 0.8, 0, 0.975461],
    ],
    ["swapped", '{"name":"The Layer Norm","year":2016,"scores":[2.0,1.5]}', [1, 0.5, 0.5, 1, 1, 1, 0, 0.5]],
    ["year as text", '{"name":"The Layer Norm","year":"2016","scores":[1.5,2.0]}', [0, 0, 0, 0, 0, 0, 0, 0]],
    [
      "an object as text",
      JSON.stringify('{"name":"The Layer Norm","year":2016,"scores":[1.5,2.0]}'),
      [0, 0, 0, 0, 0, 0, 0, 0],
    ],
  ] as const)("%s", (_, candidate, expected) => {
    const of = scorer({ schema, truth }, "text")(json(candidate));
    const image = score({ schema, truth, candidate: json(candidate) }, "image");
    const found = [of.schema_compliance, of.leaf_value_em, of.value_token_f1, of.hier_path_recall, of.path_set_f1];
    found.push(of.type_precision, of.strict_json_em, image.leaf_value_em);
    found.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 6));
  });

  test("the gate closes by itself on text, and smoothly elsewhere", () => {
    expect([0.94, 0.95].map((coverage) => gate(coverage, "text"))).toEqual([0, 1]);
    expect(gate(0.45, "image")).toBeCloseTo(0.25);
    expect(gate(0.8, "audio")).toBeCloseTo(0.790123, 6);
    expect(gate(0.9, "image")).toBe(1);
  });

  test.each([
    ['"The cat sat"', '"a cat sat down"', 0.8],
    ["null", "null", 1],
    ["1.0", "1", 2 / 3],
    ['"3.14"', "3.14", 1],
    ['"don\'t"', '"dont"', 0],
    ['""', '"the"', 1],
  ])("words of %s and %s", (a, b, expected) => expect(wordF1(json(a), json(b))).toBeCloseTo(expected));

  test("an empty answer to an empty truth is perfect, and its values count nothing", () => {
    const empty = score({ schema: json('{"type":"object"}'), truth: json("{}"), candidate: json("{}") }, "text");
    expect(empty).toMatchObject({ leaf_value_em: 0, strict_json_em: 1, schema_compliance: 1 });
  });
});

describe("leaves and numbers", () => {
  test("have paths as the evaluator writes them", () => {
    expect([...leaves(json('{"a":[{"b":1},[2]],"c":{},"d":null}')).keys()]).toEqual(["a[0].b", "a[1][0]", "d"]);
    expect(leaves(json("3")).size).toBe(0);
  });

  test.each([
    ["2.0", "2.0"],
    ["-0.0", "-0.0"],
    ["-0", "0"],
    ["1e16", "1e+16"],
    ["123456789012345680.0", "1.2345678901234568e+17"],
    ["1E15", "1000000000000000.0"],
    ["0.00001", "1e-05"],
    ["0.0001", "0.0001"],
    ["1.50", "1.5"],
    ["1e400", "inf"],
    ["12345678901234567890", "12345678901234567890"],
  ])("%s is printed as %s", (lexeme, expected) => expect(printed(new JsonNumber(lexeme))).toBe(expected));

  test("are equal as in Python", () => {
    const same = (a: string, b: string) => equal(json(a), json(b));
    expect([same("1", "1.0"), same("1", "true"), same("0", "false"), same("null", "null")]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([same("12345678901234567890", "12345678901234567891"), same('"1"', "1"), same("null", "false")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("are the same whatever the order of keys", () =>
    expect(canonical(json('{"b":[1.0,2],"a":"x"}'))).toBe(canonical(json('{"a":"x","b":[1.0,2]}'))));
});

describe("schemas", () => {
  test("are told from what only looks like one", () => {
    expect(isSchema(schema)).toBe(true);
    for (const wrong of [
      '{"type":"text"}',
      '{"required":"name"}',
      '{"properties":{"a":3}}',
      '{"items":{"type":7}}',
      "[]",
      "null",
    ])
      expect(isSchema(json(wrong)), wrong).toBe(false);
  });

  test("with formats refuse nothing by them, though a property may be called format", () => {
    const dated = json(
      '{"type":"object","properties":{"format":{"type":"string","format":"date"}},"required":["format"]}',
    );
    const pass = (candidate: string) =>
      score({ schema: dated, truth, candidate: json(candidate) }, "text").schema_compliance;
    expect([pass('{"format":"soon"}'), pass('{"format":3}'), pass("{}")]).toEqual([1, 0, 0]);
  });

  test("that are none pass nobody", () =>
    expect(score({ schema: json('{"type":"text"}'), truth, candidate: truth }, "text")).toMatchObject({
      schema_valid_input: 0,
      schema_compliance: 0,
      strict_json_em: 1,
    }));
});

test("no answer gains by a key that the schema does not know", () => {
  for (const candidate of ['{"name":"a","year":1}', '{"name":"The Layer Norm","year":2016,"scores":[1.5]}'])
    for (const modality of ["text", "image"] as const) {
      const [before, after] = [candidate, candidate.replace("}", ',"more":1}')].map((text) =>
        score({ schema, truth, candidate: json(text) }, modality),
      );
      for (const name of Object.keys(before) as (keyof Scores)[]) expect(after[name]).toBeLessThanOrEqual(before[name]);
      expect(before.leaf_value_em).toBeLessThanOrEqual(before.hier_path_recall);
    }
});

// The benchmark's own answers and scores are not ours to ship: they are held against where PAPERTAPE_SOB names their folder.
const collection = process.env["PAPERTAPE_SOB"] ?? "";
const lines = (name: string): Json[] =>
  gunzipSync(readFileSync(join(collection, name)))
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .map(json);
const text = (row: Json, key: string): string => String(isObject(row) ? row.get(key) : null);
const part = (row: Json, ...keys: string[]): Json =>
  keys.reduce((value: Json, key) => (isObject(value) ? (value.get(key) ?? null) : null), row);

test.runIf(collection !== "")("the released answers of 17 models get the released scores, every one to 1e-9", () => {
  const lenient = new Map(
    lines("records.jsonl.gz").map((row) => [
      text(row, "record_id"),
      validator(nullable(part(row, "input", "json_schema"))),
    ]),
  );
  let [refused, nulls] = [0, 0];
  const scorers = new Map(
    lines("records.jsonl.gz").map((row) => {
      const question = { schema: part(row, "input", "json_schema"), truth: part(row, "output", "ground_truth") };
      return [text(row, "record_id"), scorer(question, "image")];
    }),
  );
  const official = lines("official-scores.jsonl.gz");
  const wrong: string[] = [];
  const byModel = new Map<string, Scores[]>();
  for (const [at, row] of lines("responses.jsonl.gz").entries()) {
    const [model, id] = [text(row, "model"), text(row, "record_id")];
    expect([text(official[at], "model"), text(official[at], "record_id")]).toEqual([model, id]);
    const candidate = part(row, "candidate_response");
    const found = scorers.get(id)!(candidate);
    refused += 1 - found.schema_compliance;
    nulls += found.json_root_structured * (1 - found.schema_compliance) * Number(lenient.get(id)!(candidate));
    byModel.set(model, [...(byModel.get(model) ?? []), found]);
    for (const [name, value] of Object.entries(found)) {
      const theirs = part(official[at], name) as JsonNumber;
      if (!(Math.abs(theirs.value - value) < 1e-9)) wrong.push(`${model} ${id} ${name}: ${value}, not ${theirs.value}`);
    }
  }
  expect(wrong).toEqual([]);
  // As the README says.
  expect({ refused, nulls }).toEqual({ refused: 453, nulls: 328 });
  const overall = json(readFileSync(join(collection, "official-overall.json"), "utf8"));
  for (const [model, rows] of byModel)
    for (const [name, value] of Object.entries(meanScores(rows))) {
      const theirs = part(overall, model, name);
      if (theirs instanceof JsonNumber) expect(value, `${model} ${name}`).toBeCloseTo(theirs.value, 9);
    }
});
