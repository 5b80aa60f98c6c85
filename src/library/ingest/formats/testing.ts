/** For tests of adapters: what every draft promises, and documents damaged in every way. */
import fc from "fast-check";
import { expect } from "vitest";
import { isBelievable, readDate } from "../draft/dates.ts";
import type { PaperDraft, Parse, Parsed } from "../draft/draft.ts";
import { arxivId, normalizeDoi, webAddress } from "../draft/identity.ts";
import { LIMITS } from "../draft/record.ts";

export const TODAY = "2026-11-23";
export const context = { asOf: TODAY };

/** Any text, halves of surrogate pairs included. (fast-check's own "binary" unit takes a second to set up.) */
export function anyText(maxLength = 40): fc.Arbitrary<string> {
  const code = fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff }), fc.nat({ max: 0x10ffff }));
  return fc.array(code, { maxLength }).map((codes) => String.fromCodePoint(...codes));
}

/** What is wrong with a result; empty when every promise is kept. */
export function problemsOf({ drafts, rejected, warnings = [], failure }: Parsed): string[] {
  const problems = drafts.flatMap(draftProblems);
  for (const { at, reason, excerpt } of [...rejected, ...warnings.map((warning) => ({ ...warning, excerpt: "" }))]) {
    if (at === "" || at.length > 120) problems.push(`at: ${at}`);
    if (reason === "") problems.push("a rejection without reason");
    if (excerpt.length > LIMITS.excerpt) problems.push("a long excerpt");
    if (!isStorable(at) || !isStorable(reason) || !isStorable(excerpt)) problems.push("unstorable report");
  }
  if (failure !== undefined && rejected.every(({ at }) => at !== "document")) problems.push("a failure nobody sees");
  return problems;
}

function draftProblems(draft: PaperDraft): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, what: string): void =>
    void (holds || problems.push(`${what}: ${JSON.stringify(draft).slice(0, 300)}`));
  const texts = [
    draft.title,
    draft.abstract,
    draft.organization,
    draft.sourceId,
    ...draft.authors.map(({ name }) => name),
  ];
  check(
    texts.every((text) => text === null || (isStorable(text) && text.trim() === text && text !== "")),
    "text",
  );
  check(draft.title.length <= LIMITS.title && (draft.abstract?.length ?? 0) <= LIMITS.abstract, "length");
  check((draft.sourceId?.length ?? 0) <= LIMITS.sourceId && draft.authors.length <= LIMITS.authors, "length");
  check(draft.authors.length === 0 || draft.authorCount === null || draft.authorCount >= draft.authors.length, "count");
  check(
    draft.published === null || (readDate(draft.published) === draft.published && isBelievable(draft.published, TODAY)),
    "date",
  );
  check(draft.listed === null || (draft.listed.length === 10 && isBelievable(draft.listed, TODAY)), "listed");
  check(draft.arxiv === null || arxivId(draft.arxiv) === draft.arxiv, "arXiv id");
  check(draft.doi === null || normalizeDoi(draft.doi) === draft.doi, "DOI");
  check(draft.url === null || webAddress(draft.url) !== null, "address");
  check(draft.code === null || draft.code === undefined || webAddress(draft.code) !== null, "code");
  for (const count of [draft.votes, draft.comments, draft.authorCount]) {
    check(count === null || (Number.isSafeInteger(count) && count >= 0), "number");
  }
  return problems;
}

const isStorable = (text: string): boolean => !text.includes("\0") && !/\p{Cs}/u.test(text);

/** Edits that break a document: pieces cut out, doubled or moved, ends cut off, strange characters put in. */
export function damaged(document: string): fc.Arbitrary<string> {
  const edit = fc.record({
    kind: fc.constantFrom("cut", "double", "insert", "truncate", "replace"),
    from: fc.nat({ max: document.length }),
    length: fc.integer({ min: 1, max: 60 }),
    piece: fc.oneof(
      fc.constantFrom(
        "\0",
        "\ud800",
        "<",
        ">",
        "&",
        '"',
        "'",
        "{",
        "}",
        "[",
        "]",
        "\\",
        ",",
        "null",
        "-1",
        "1e999",
        "\n",
        "@",
      ),
      fc.constantFrom(
        "<![CDATA[",
        "<!--",
        "&#0;",
        "&amp;",
        "$",
        "0000-00-00",
        "9999-12-31",
        "x".repeat(10_000),
        "<script>",
        "\u202e",
      ),
      anyText(5),
    ),
  });
  return fc.array(edit, { minLength: 1, maxLength: 6 }).map((edits) =>
    edits.reduce((text, { kind, from, length, piece }) => {
      const at = Math.min(from, text.length);
      if (kind === "truncate") return text.slice(0, at);
      if (kind === "cut") return text.slice(0, at) + text.slice(at + length);
      if (kind === "double") return text.slice(0, at + length) + text.slice(at);
      return text.slice(0, at) + piece + text.slice(kind === "replace" ? at + length : at);
    }, document),
  );
}

/** An adapter survives any text and any damage to a good document, and what it gives keeps its promises. */
export function survivesAnything(parse: Parse, document: string, runs = 200): void {
  const holds = (text: string): void => {
    expect(problemsOf(parse(text, context))).toEqual([]);
  };
  fc.assert(fc.property(anyText(), holds), { numRuns: 100 });
  fc.assert(fc.property(damaged(document), holds), { numRuns: runs });
}

/** An adapter survives a JSON document whose values are of any type. */
export function survivesAnyJson(parse: Parse, keys: readonly string[], wrap: (entry: unknown) => unknown): void {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        1.5,
        1e300,
        "",
        "text",
        "2026-01-01",
        "0000-00-00",
        "2401.00001",
        "10.1000/x",
        "https://a.b",
        [[null]],
      ),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys, "__proto__", "length"), tie("any"), { maxKeys: 5 }),
    ),
    entry: fc.record(Object.fromEntries(keys.map((key) => [key, tie("any")])), { requiredKeys: [] }),
  }));
  fc.assert(
    fc.property(value.entry, (entry) => {
      expect(problemsOf(parse(JSON.stringify(wrap(entry)), context))).toEqual([]);
    }),
    { numRuns: 300 },
  );
}
