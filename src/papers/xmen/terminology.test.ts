import { describe, expect, test } from "vitest";
import { abbreviations, longForm, searched } from "./abbreviations.ts";
import { loose, partial, rankOf, strict, type Annotation } from "./evaluation.ts";
import { candidateParts, marks, mentionParts, pairRow, roles, type Part } from "./pairs.ts";
import { aliasTable, DictionaryError, mergeConcepts, parseDictionary, resolveConfiguration, writeDictionary } from "./terminology.ts"; // prettier-ignore

describe("a dictionary", () => {
  const lines = [
    '{"concept_id": "br", "canonical_name": "Brazil", "aliases": ["Brasil"], "types": ["territory"]}',
    "",
    '{"concept_id": "br", "canonical_name": "Brazilien", "types": ["land"], "definition": "a country"}',
    '{"concept_id": "bh", "canonical_name": "Bahrain"}',
  ];
  test("is read line by line, equal ids merged, and written as it is read", () => {
    const concepts = parseDictionary(`\uFEFF${lines.join("\r\n")}`);
    expect(concepts).toEqual([
      {
        id: "br",
        name: "Brazil",
        aliases: ["Brasil", "Brazilien"],
        types: ["territory", "land"],
        definition: "a country",
      },
      { id: "bh", name: "Bahrain", aliases: [], types: [] },
    ]);
    expect(parseDictionary(writeDictionary(concepts))).toEqual(concepts);
    expect(mergeConcepts([...concepts, ...concepts])).toEqual(concepts);
  });
  test.each([
    ["{", "is not JSON"],
    ["[1]", "not an object"],
    ['{"canonical_name": "x"}', "has no concept_id"],
    ['{"concept_id": "a", "canonical_name": " "}', "has no canonical_name"],
    ['{"concept_id": "a", "canonical_name": "x", "aliases": "y"}', "aliases that are not a list"],
    ['{"concept_id": "a", "canonical_name": "x", "aliases": [""]}', "aliases that are not a list"],
    [`{"concept_id": "a", "canonical_name": "${"x".repeat(501)}"}`, "1 to 500 characters"],
    ['{"concept_id": "a", "canonical_name": "x", "types": [1]}', "types that are not a list"],
    ['{"concept_id": "a", "canonical_name": "x", "definition": 1}', "a definition that is not a string"],
    ['{"concept_id": "a", "canonical_name": "x", "alias": ["y"]}', 'an unknown key "alias"'],
  ])("is refused by line: %s", (line, what) => {
    const refused = () => parseDictionary([lines[0], line, lines[3], line].join("\n"));
    expect(refused).toThrow(DictionaryError);
    expect(refused).toThrow(new RegExp(`^line 2: .*${what}.*\nline 4: `));
  });
  test("with many bad lines shows the first ten and counts the others", () => {
    expect(() => parseDictionary(Array.from({ length: 25 }, () => "{").join("\n"))).toThrow("line 10: is not JSON: each line has to be one object\nand 15 more"); // prettier-ignore
  });
  test("has each distinct alias once, with all of its concepts", () => {
    const concept = (id: string, name: string, aliases: string[]) => ({ id, name, aliases, types: [] });
    expect(aliasTable([concept("1", "a", ["b"]), concept("2", "b", ["c", "b"])])).toEqual({
      aliases: ["a", "b", "c"],
      concepts: [[0], [0, 1], [1]],
    });
  });
});

describe("a configuration", () => {
  const files: Readonly<
    Record<string, Parameters<typeof resolveConfiguration>[1] extends (name: string) => infer Value ? Value : never>
  > = {
    // prettier-ignore
    "base.json": { steps: 10, trigrams: { k: 100, weights: [1, 1] }, name: "base" },
    "tasks/de.json": { base_config: "../base.json", trigrams: { k: 30 }, name: "de" },
    "tasks/short.json": { base_config: "./de.json", steps: 1, trigrams: { weights: [2] } },
    "a.json": { base_config: "b.json" },
    "b.json": { base_config: "a.json" },
  };
  test("takes what it does not say from its base, key by key; lists are not merged", () => {
    expect(resolveConfiguration("tasks/short.json", (name) => files[name])).toEqual({
      steps: 1,
      trigrams: { k: 30, weights: [2] },
      name: "de",
    });
  });
  test("in a circle is refused", () => {
    expect(() => resolveConfiguration("a.json", (name) => files[name])).toThrow("a.json -> b.json -> a.json");
  });
});

describe("what the cross-encoder reads", () => {
  const show = (parts: readonly Part[]) => parts.map((part) => ("mark" in part ? part.mark : part.text));
  const mention = { left: "spoken in ", text: "Brasil", right: " and Peru" };
  const brazil = { id: "br", name: "Brazil", aliases: ["Brasil", "Brésil"], types: ["territory", "land"] };
  const tokenizer = {
    marks: Object.fromEntries(marks.map((mark, at) => [mark, 1 + at])),
    encode: (text: string) => Array.from(text, (sign) => 100 + sign.codePointAt(0)!),
  };
  test("is the mention between marks, and the candidate's types and names", () => {
    expect(show(mentionParts(mention))).toEqual(["spoken in ", "[START]", "Brasil", "[END]", " and Peru"]);
    expect(show(mentionParts(mention, { context: 3, masked: true }))).toEqual(["in ", "[START]", "[END]", " an"]);
    expect(show(mentionParts(mention, { context: 0 }))).toEqual(["[START]", "Brasil", "[END]"]);
    expect(show(candidateParts(brazil))).toEqual(["territory,land", "[TYPE]", "Brazil", "[TITLE]", "Brasil", "[SEP]", "Brésil"]); // prettier-ignore
    expect(show(candidateParts(brazil, { types: false }))[0]).toBe("Brazil");
    expect(show(candidateParts(null))).toEqual(["[NIL]"]);
  });
  test("marks its tokens by their side, and those that stand on both", () => {
    const row = pairRow(tokenizer, mentionParts({ left: "a", text: "bc", right: "" }), [{ text: "cd" }], 10);
    const code = (sign: string) => tokenizer.encode(sign)[0];
    const mark = (name: string) => tokenizer.marks[name];
    expect(row.tokens).toEqual([mark("[CLS]"), code("a"), mark("[START]"), code("b"), code("c"), mark("[END]"), mark("[SEP]"), code("c"), code("d"), 0]); // prettier-ignore
    expect(row.roles).toEqual([0, 0, 0, roles.mention, roles.sharedMention, 0, 0, roles.sharedCandidate, roles.candidate, 0]); // prettier-ignore
  });
  test.each([40, 20, 12, 8])("fits %i tokens with both marks alive, however long the context is", (length) => {
    const long = { left: "x".repeat(200), text: "Brasil", right: "y".repeat(300) };
    const { tokens, roles: own } = pairRow(tokenizer, mentionParts(long), candidateParts(brazil), length);
    expect([tokens.length, own.length]).toEqual([length, length]);
    for (const mark of ["[CLS]", "[START]", "[END]", "[SEP]"]) expect(tokens).toContain(tokenizer.marks[mark]);
    expect(tokens.indexOf(tokenizer.marks["[START]"])).toBeLessThan(tokens.indexOf(tokenizer.marks["[END]"]));
  });
});

describe("abbreviations", () => {
  test("are explained by the words before them, letter by letter from the right", () => {
    expect(longForm("MRI", "by magnetic resonance imaging")).toBe("magnetic resonance imaging");
    expect(longForm("HF", "chronic heart failure")).toBe("heart failure");
    expect(longForm("XYZ", "heart failure")).toBe(null);
    expect(abbreviations("We used graph attention networks (GAT) and, since 2019 (see above), adam (AD).")).toEqual([
      { short: "GAT", long: "graph attention networks" },
      { short: "AD", long: "adam" },
    ]);
    expect(abbreviations("no (1999) such (a) thing (, )")).toEqual([]);
  });
  test("are searched by their long form, and by both where context helps", () => {
    expect(searched("MRI", "magnetic resonance imaging")).toEqual({
      trigrams: "magnetic resonance imaging",
      dense: "MRI [SEP] magnetic resonance imaging",
    });
    expect(searched("MRI", undefined)).toEqual({ trigrams: "MRI", dense: "MRI" });
  });
});

describe("evaluation", () => {
  const at = (from: number, to: number, ...concepts: string[]): Annotation => ({
    document: "d",
    from,
    to,
    type: "t",
    concepts,
  });
  const gold = [at(11, 20, "a"), at(30, 40, "b", "c")];
  test("of a document against itself is 1, and of nothing 0 without NaN", () => {
    for (const measure of [strict, partial, loose]) {
      expect(measure(gold, gold, 2)).toEqual({ precision: 1, recall: 1, f1: 1 });
      expect(measure(gold, [])).toEqual({ precision: 0, recall: 0, f1: 0 });
      expect(measure([], [])).toEqual({ precision: 0, recall: 0, f1: 0 });
    }
  });
  test("of a span that covers half too much: strict nothing, partial half, loose all", () => {
    const [one, other] = [[at(11, 20, "a")], [at(1, 20, "a")]];
    expect(strict(one, other).f1).toBe(0);
    const { precision, recall, f1 } = partial(one, other);
    expect([precision, recall, f1]).toEqual([0.5, 1, 2 / 3]);
    expect(loose(one, other).f1).toBe(1);
    expect(partial(one, [at(1, 20, "z")]).f1).toBe(0);
    expect(partial(one, [at(21, 30, "a")]).f1).toBe(0);
  });
  test("counts the first k concepts of a prediction: recall does not fall with k", () => {
    const predicted = [at(11, 20, "x", "a"), at(30, 40, "b", "y", "c")];
    const recalls = [1, 2, 3].map((top) => strict(gold, predicted, top).recall);
    expect(recalls).toEqual([1 / 3, 2 / 3, 1]);
    expect([rankOf([4, 5], [5, 6]), rankOf([4], [9])]).toEqual([2, Infinity]);
  });
});
