import { expect, test } from "vitest";
import { bibtex } from "./cite.ts";

const facts = {
  slug: "layer-norm",
  title: "Layer Normalization & $x_i$ {in} 100%",
  authors: ["Ann Other", "Bo Third"],
  published: "2016-07-21",
  source: { name: "arXiv", id: "1607.06450", url: "https://arxiv.org/abs/1607.06450" },
};

test("a citation has the facts that are known, with characters that TeX would read escaped", () => {
  expect(bibtex(facts)).toBe(
    [
      "@misc{layer-norm-2016,",
      "  title = {{Layer Normalization \\& x\\_i in 100\\%}},",
      "  author = {Ann Other and Bo Third},",
      "  year = {2016},",
      "  eprint = {1607.06450},",
      "  archivePrefix = {arXiv},",
      "  url = {https://arxiv.org/abs/1607.06450}",
      "}",
    ].join("\n"),
  );
});

test("a citation leaves out what nobody knows", () => {
  expect(bibtex({ ...facts, title: "T", authors: [], published: null, source: null })).toBe(
    "@misc{layer-norm,\n  title = {{T}}\n}",
  );
});
