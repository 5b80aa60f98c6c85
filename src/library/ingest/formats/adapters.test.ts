import fc from "fast-check";
import { expect, test } from "vitest";
import { adapterFor, adapters } from "./adapters.ts";
import { anyText, context, problemsOf } from "./testing.ts";

test.each([
  ["a.bib", "", "bibtex"],
  ["A.RIS", "", "ris"],
  ["papers.ndjson", "", "jsonl"],
  ["page.html", "", "list-page"],
  ["x", "\ufeff<?xml version='1.0'?><rss version='2.0'>", "arxiv-feed"],
  ["x.xml", '<feed xmlns="http://www.w3.org/2005/Atom"><id>oai:arXiv.org:1</id>', "arxiv-feed"],
  ["x.xml", '<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "arxiv-api"],
  ["x", '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">', "arxiv-oai"],
  ["x", "<!DOCTYPE html><html>", "list-page"],
  ["x.json", '[{"paper":{"id":"2611.00001","upvotes":3}}]', "hf-daily"],
  ["x.json", '{"id":"https://openalex.org/W1"}', "openalex"],
  ["x.json", '{"status":"ok","message-type":"work"}', "crossref"],
  ["x.json", '{"paperId":"1","title":"T"}', "semantic-scholar"],
  ["x.json", '[{"id":"a","type":"article","title":"T"}]', "csl-json"],
  ["x.json", '{"title":"T"}\n{"title":"U"}', "jsonl"],
  ["x.txt", "TY  - JOUR\n", "ris"],
  ["x.txt", "% made by hand\n@misc{a, title={T}}", "bibtex"],
  ["x.txt", "Daily Papers\n\nT\n\nAbstract.\n\n• 3 authors\n·\nApr 6\n", "list-page"],
  ["x.txt", "hello", null],
])("a file %s beginning with %j is for %s", (name, text, adapter) => {
  expect(adapterFor(name, text)).toBe(adapter);
});

test("no adapter throws, nor breaks its promises, on a text meant for another", () => {
  const texts = fc.oneof(
    anyText(),
    fc.json(),
    fc.constantFrom(
      "",
      "null",
      "[]",
      "{}",
      "[[]]",
      "<a/>",
      "<rss/>",
      "<feed/>",
      "@a{b}",
      "TY  - ",
      "·",
      '{"results":[[]]}',
      '{"message":null}',
    ),
  );
  for (const { parse } of Object.values(adapters)) {
    fc.assert(
      fc.property(texts, (text) => problemsOf(parse(text, context)).length === 0),
      { numRuns: 150 },
    );
  }
});

test("two records of one paper are two drafts: which paper they are is decided later", () => {
  const twice = '{"id":"2401.00001v1","title":"T"}\n{"id":"2401.00001v2","title":"T"}';
  expect(adapters.jsonl.parse(twice, context).drafts.map(({ arxiv }) => arxiv)).toEqual(["2401.00001", "2401.00001"]);
});
