import { expect, test } from "vitest";
import { readReference } from "./reference.ts";

const none = { arxiv: null, doi: null, url: null };

test.each([
  ["2401.00001", { arxiv: "2401.00001" }],
  [" arXiv:2401.00001v3 ", { arxiv: "2401.00001" }],
  ["https://arxiv.org/pdf/2401.00001v2.pdf", { arxiv: "2401.00001" }],
  ["https://huggingface.co/papers/2401.00001", { arxiv: "2401.00001" }],
  ["https://doi.org/10.48550/arXiv.2401.00001", { arxiv: "2401.00001" }],
  ["hep-th/9901001", { arxiv: "hep-th/9901001" }],
  ["10.1000/XYZ.1", { doi: "10.1000/xyz.1" }],
  ["doi: 10.1000/xyz", { doi: "10.1000/xyz" }],
  ["https://doi.org/10.1000/xyz", { doi: "10.1000/xyz" }],
  [
    "https://dl.acm.org/doi/pdf/10.1145/3292500.1",
    { doi: "10.1145/3292500.1", url: "https://dl.acm.org/doi/pdf/10.1145/3292500.1" },
  ],
  ["https://press.example/10.1000%2Fxyz/full", { doi: "10.1000/xyz", url: "https://press.example/10.1000%2Fxyz/full" }],
  ["example.org/paper.html", { url: "https://example.org/paper.html" }],
  ["http://example.org/", { url: "http://example.org/" }],
])("%s is understood", (text, found) => {
  expect(readReference(text)).toEqual({ ...none, ...found });
});

test.each([
  "",
  "a title",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "https://user:pass@example.org/",
  "ftp://a.b/c",
  "x".repeat(5_000),
])("%j is no reference", (text) => {
  expect(readReference(text)).toBeNull();
});
