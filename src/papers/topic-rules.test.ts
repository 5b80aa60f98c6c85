import { describe, expect, test } from "vitest";
import { topicsOf } from "./topic-rules.ts";
import { topics } from "./topics.ts";

describe("a paper from elsewhere has the topics that its words say", () => {
  test.each([
    ["Root Mean Square Layer Normalization for Tiny Models", null, ["normalization"]],
    ["Where Should LayerNorm Go?", "We compare Pre-LN and Post-LN.", ["normalization"]],
    ["Muon is Scalable", "The Muon optimizer needs less memory than AdamW.", ["optimizers"]],
    ["Forget Me Not", "We study machine unlearning. Unlearning removes what a model knows.", ["unlearning"]],
    ["Text Normalization for Speech Synthesis", null, ["text-normalization"]],
    ["Gated Linear Attention", "A linear attention with gates.", ["attention"]],
    ["Post-Training Quantization in 4-bit", null, ["low-precision"]],
  ])("%s", (title, abstract, expected) => {
    expect(topicsOf(title, abstract)).toEqual(expected);
  });
});

describe("what only looks alike has none", () => {
  test.each([
    ["Normalizing Flows for Density Estimation", "Normalizing flows are invertible."],
    ["Stain Normalization of Histology Slides", "Stain normalization, once more stain normalization."],
    ["Attention to Detail in Public Health", "Campaigns draw public attention, and pay attention to attention."],
    ["Vector-Quantized Tokens", "Vector quantization; vector-quantized codes."],
    ["The Lifetime of the Muon", "We measure muon decay and muon flux."],
    ["Adam and Eve in Art", "Adam is painted first."],
    ["A Hash Table on Flash Memory", "Hash tables are old."],
    ["Phase Retrieval from Magnitudes", "Phase retrieval without phase retrieval."],
  ])("%s", (title, abstract) => {
    expect(topicsOf(title, abstract)).toEqual([]);
  });

  test("nor has a paper that mentions something once, in passing", () => {
    expect(topicsOf("On Rivers", "Like layer normalization, rivers are layered.")).toEqual([]);
  });
});

test("a paper has a handful of topics at most, all of them the shelf's, those of its title first", () => {
  const everything =
    "LLMs, quantization in 4-bit and 8-bit, AdamW and SGD, self-attention and linear attention, layer norm, batch norm";
  const found = topicsOf("Layer Normalization", everything.repeat(5));
  expect(found.length).toBeLessThanOrEqual(4);
  expect(found[0]).toBe("normalization");
  for (const slug of found) expect(Object.keys(topics)).toContain(slug);
});
