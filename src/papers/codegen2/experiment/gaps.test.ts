import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { initialize, random } from "#engine";
import { characters } from "#lab/datasets/characters";
import { Draw } from "#lab/datasets/draw";
import { createLab } from "#lab/kit/index";
import { recordsOf, type Library } from "./documents.ts";
import { gapsIn, openExam, type Exam } from "./exam.ts";
import { formats, infill, withOtherEnds } from "./infill.ts";
import { specialCount, specialTokens, type Sequence } from "../method.ts";
import { arms, dataOf, partNames, sequencesOf } from "./objectives.ts";
import { openModel } from "./training.ts";

/** Small and quick to make: every character is a token, code is the alphabet over and over. */
const vocabulary = characters(Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join(""));
const part = (name: string) => {
  const code = Array.from({ length: 40 }, (_, at) =>
    Array.from({ length: 30 }, (_, place) => 33 + ((at + place) % 26)),
  );
  return { code, prose: code, records: recordsOf(new Draw(random(1).stream(name)), 300, vocabulary) };
};
const special = specialTokens(vocabulary.size);
const tokens = vocabulary.size + specialCount(special);
const books: Library = {
  ...{ vocabulary, special, tokens },
  bytes: Array.from({ length: tokens }, (_, token) => (token < vocabulary.size ? 1 : 0)),
  documents: { train: part("train"), tune: part("tune"), test: part("test") },
};

describe("records", () => {
  test("are written twice, and no part has one of another", () => {
    const { train, tune, test: held } = books.documents;
    const tilde = books.vocabulary.symbols.indexOf("~");
    for (const document of [...train.records, ...tune.records, ...held.records]) {
      const record = document.slice(0, 12);
      expect(document).toEqual([...record, tilde, ...record]);
      expect(new Set(record).size).toBe(12);
    }
    const seen = new Set(train.records.map(String));
    expect([...tune.records, ...held.records].filter((record) => seen.has(String(record)))).toEqual([]);
  });

  test("have gaps that nothing before them tells, and everything behind them", () => {
    for (const { document, gap } of gapsIn(books, "records", 64)) {
      const missing = document.slice(gap.start, gap.end);
      const [before, after] = [document.slice(0, gap.start), document.slice(gap.end)];
      const again = after.indexOf(missing[0]);
      expect(after.slice(again, again + missing.length)).toEqual(missing);
      expect(before.some((sign) => missing.includes(sign))).toBe(false);
    }
  });

  test("with the ends of others keep what stands before a gap and in it", () => {
    const gaps = gapsIn(books, "records", 64);
    withOtherEnds(gaps).forEach(({ document, gap }, at) => {
      expect(gap).toEqual(gaps[at].gap);
      expect(document.slice(0, gap.end)).toEqual(gaps[at].document.slice(0, gap.end));
      // Behind the gap stands another record, each field in its place.
      const other = gaps[(at + 1) % gaps.length].document;
      expect(document.slice(gap.end)).toEqual(other.slice(gap.end));
      expect(document.slice(gap.end)).not.toEqual(gaps[at].document.slice(gap.end));
    });
  });
});

test("in a window, too, the tokens asked for are those of the gap, and all of the question fits", () => {
  for (const at of gapsIn(books, "records", 64))
    for (const format of ["middle", "spans", "spans in a window"] as const) {
      const { piece, from, count } = formats[format](at, books);
      expect(piece.tokens.slice(from, from + count)).toEqual(at.document.slice(at.gap.start, at.gap.end));
      expect(piece.tokens[from + count]).toBe(books.special.eom);
      expect(piece.tokens.length).toBeLessThanOrEqual(65);
      expect(piece.prefix).toBe(0);
    }
});

test("where gaps are compared every other sequence or so is records; prefixes are compared on code alone", () => {
  expect(partNames.map((part) => dataOf(part, arms.causal))).toEqual([["code", "records"], ["code"]]);
  expect(dataOf("text", arms["mixture, both"])).toEqual(["code", "prose"]);
  const place = { data: dataOf("gaps", arms.causal), seed: 5, step: 3, batch: 16, length: 65 };
  const records = new Set(books.documents.train.records.map(String));
  const isRecord = ({ tokens }: Sequence) => records.has(String(tokens.slice(0, tokens.indexOf(books.special.eot))));
  const share = sequencesOf(arms.causal, books, place).filter(isRecord).length;
  expect(share).toBeGreaterThan(2);
  expect(share).toBeLessThan(14);
  expect(sequencesOf(arms.causal, books, { ...place, data: ["code"] }).some(isRecord)).toBe(false);
});

describe("a model that expects the same everywhere", () => {
  const shape = { context: 64, depth: 1, width: 8, heads: 1, batch: 4 };
  let exam: Exam;
  beforeAll(async () => (exam = await openExam(createLab(1, "cpu", 1), books, { shape, batches: 1 })));
  afterAll(() => exam.release());

  /** Bias of one token over all others. */
  const weightsWith = (token: number, bias: number) => {
    const weights = initialize(openModel(books, shape, { batch: 4, mode: "inference" }).scope, 1);
    weights.head.fill(0);
    weights["head bias"].fill(0);
    weights["head bias"][token] = bias;
    return weights;
  };

  test("loses ln V a token, and stops at each place with a likelihood of 1/V", async () => {
    const [{ nats, stop }] = await exam.answers(weightsWith(0, 0), [
      formats.spans(gapsIn(books, "records", 1)[0], books),
    ]);
    const { count } = formats.spans(gapsIn(books, "records", 1)[0], books);
    expect(nats).toBeCloseTo(count * Math.log(tokens), 3);
    expect(stop).toBeCloseTo((1 - 1 / tokens) ** count / tokens, 6);
  });

  test("has written a gap when all of it is the token that it prefers", async () => {
    const [gap] = gapsIn(books, "records", 1);
    const token = gap.document[gap.gap.start];
    const same = { ...gap, document: gap.document.map(() => token) };
    const weights = weightsWith(token, 5);
    expect((await infill(exam, weights, [same], books, "spans")).written).toBe(100);
    expect((await infill(exam, weights, [gap], books, "spans")).written).toBe(0);
  });

  test("goes on as it reads, whether a prefix is seen or not", async () => {
    const weights = weightsWith(0, 0);
    const plain = await exam.goingOn(weights, "code", {});
    expect(await exam.goingOn(weights, "code", { asked: 0.75 })).toBeCloseTo(plain, 6);
  });
});
