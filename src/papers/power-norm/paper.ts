/** PowerNorm: batch normalization for text, by the quadratic mean and running statistics in both directions. */
import { definePaper } from "#lab/kit/index";

const corpora = "the stated data sets, vocabularies and training lengths are out of reach";
const recalled = (numbers: string) =>
  `the absolute numbers (${numbers}) are recalled from the paper's tables, not re-read`;

export default definePaper({
  slug: "power-norm",
  title: "PowerNorm: Rethinking Batch Normalization in Transformers",
  published: "2020-03-17",
  authors: 5,
  arxiv: "2003.07845",
  code: "sIncerass/powernorm",
  summary:
    "Batch normalization made to work on text: divide by a running quadratic mean, without centring, in training as well as at test time. " +
    "Batch statistics of text jump from step to step, so training and test disagree; smoothing them in the forward pass and approximating the backward pass removes the mismatch. " +
    "Reported to beat layer normalization in translation and language modelling.",
  topics: ["normalization", "language-models", "translation"],
  claims: {
    "ppl-ptb": {
      statement:
        "a language model with PowerNorm reaches a lower perplexity on Penn Treebank than with layer normalization",
      better: "higher",
      unit: "PPL saved",
      stated: null,
      statedAs: "5.6 PPL lower",
      kind: "quality",
      scale: "reduced",
      counts: 0.07,
      outOfScope: { why: corpora, proxy: "perplexity of a small character model on Moby Dick" },
      unverified: recalled("53.2 and 47.6"),
    },
    "ppl-wt103": {
      statement:
        "a language model with PowerNorm reaches a lower perplexity on WikiText-103 than with layer normalization",
      better: "higher",
      unit: "PPL saved",
      stated: null,
      statedAs: "3.0 PPL lower",
      kind: "quality",
      counts: 0.07,
      unverified: recalled("20.9 and 17.9"),
      outOfScope: { why: `${corpora}, and the small model that stands in for Penn Treebank cannot stand in twice` },
    },
    "bleu-iwslt14": {
      statement: "PowerNorm in the encoder translates German to English (IWSLT14) better than layer normalization",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "0.4 BLEU higher",
      kind: "quality",
      scale: "toy",
      counts: 0.5,
      outOfScope: { why: corpora, proxy: "token accuracy of a small encoder-decoder on a synthetic translation task" },
      unverified: recalled("35.5 and 35.9"),
    },
    "bleu-wmt14": {
      statement:
        "PowerNorm in the encoder translates English to German (WMT14, big model) better than layer normalization",
      better: "higher",
      unit: "points",
      stated: null,
      statedAs: "0.6 BLEU higher",
      kind: "quality",
      counts: 0.5,
      unverified: recalled("29.5 and 30.1"),
      outOfScope: { why: `${corpora}, and the task that stands in for IWSLT14 cannot stand in twice` },
    },
    "bn-worse-than-ln": {
      statement: "plain batch normalization ends at a clearly higher loss than layer normalization on text",
      better: "higher",
      unit: "nats",
      stated: null,
      statedAs: "clearly worse on every text task",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
      unverified: recalled("BLEU 34.4 against 35.5 and 28.1 against 29.5, PPL 60.7 against 53.2 and 27.2 against 20.9"),
    },
    "beats-bn": {
      statement:
        "PowerNorm ends at a clearly lower loss than batch normalization on text, both with the released scaling of each token in front",
      better: "higher",
      unit: "nats saved",
      stated: null,
      statedAs: "clearly better on every text task",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "beats-bn-unscaled": {
      statement: "so it does by its equations alone, without that scaling in either",
      better: "higher",
      unit: "nats saved",
      stated: null,
      statedAs: "our own control: the equations have no such scaling, the released layer has it",
      kind: "quality",
      scale: "reduced",
      counts: 0.01,
    },
    "nlp-stats-fluctuate": {
      statement:
        "in a transformer with batch norm, statistics of text stray further from their running values than those of images",
      better: "higher",
      unit: "ratio",
      stated: null,
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.1,
    },
    "qm-steadier": {
      statement: "a running quadratic mean without centring changes less from step to step than the batch variance",
      better: "lower",
      unit: "ratio",
      stated: null,
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.1,
    },
    "smaller-lipschitz": {
      statement:
        "the gradient that passes through the uncentred norm is smaller than the one through batch normalization",
      better: "lower",
      unit: "ratio",
      stated: null,
      neutral: 1,
      kind: "property",
      scale: "reduced",
      counts: 0.1,
    },
    "bounded-gradient": {
      statement:
        "mean(z²) stays below 20, above which the running statistic of the backward pass would feed on itself: it stays bounded, and the gradient with it",
      better: "lower",
      unit: "largest mean(z²)",
      stated: null,
      statedAs: "bounded",
      neutral: 20,
      kind: "property",
      scale: "reduced",
      counts: 1,
    },
  },
  unverified: [
    "absolute perplexities and BLEU scores; a second source was found for 35.9 and 30.1 only",
    "the backward pass as the paper's algorithm prints it is recalled; the released layer divides by the batch's statistic instead",
  ],
});
