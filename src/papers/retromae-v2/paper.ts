/** RetroMAE v2 (DupMAE): two small decoders that force an encoder to put the whole text into its vectors. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: "retromae-v2",
  title: "RetroMAE v2: Duplex Masked Auto-Encoder For Pre-Training Retrieval-Oriented Language Models",
  published: "2022-11-16",
  authors: 2,
  arxiv: "2211.08769",
  code: "staoxiao/RetroMAE",
  summary:
    "Pre-trains a text encoder for search with two throw-away decoders: one rebuilds the text from the CLS vector, one predicts its bag of words from all other tokens. " +
    "A masked language model alone never has to gather a text into one vector; a nearly blind one-layer decoder forces it to. " +
    "For retrieval the reduced CLS vector and the reduced token vector are joined into one.",
  topics: ["embeddings", "retrieval"],
  claims: {
    "ordinary-tokens-help": {
      statement:
        "tokens other than CLS carry information of their own: with both trained, their vector finds more than where CLS alone is trained",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "qualitative",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
    "cls-decoding": {
      statement:
        "rebuilding the text from the CLS vector makes it a better search vector than any that masked language modelling gives",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "nDCG@10 over BEIR: 0.371 (BERT) -> 0.452 (RetroMAE), project readme",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
    "beyond-more-guesses": {
      statement:
        "that vector is also better than any of masked language modelling that has read four times as many texts, and guessed as many words",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "not stated: our control for what a step of RetroMAE guesses more",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
    "vector-forced": {
      statement:
        "it is better because it must carry the text: better than any where nothing flows back from the decoder through the vector",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "not stated: our control with the vector's gradient cut",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
    "bow-decoding": {
      statement: "predicting the bag of words from the other tokens improves the search vector further",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "nDCG@10 over 18 BEIR sets: 0.452 -> 0.491, project readme",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
    "small-decoding-cost": {
      statement: "the decoders cost little beside the encoder, and less the wider it is",
      better: "lower",
      unit: "points of step time",
      stated: null,
      statedAs: "a small cost",
      kind: "speed",
      scale: "reduced",
      counts: 1,
      outOfScope: {
        why: "the claim is about an encoder of 85 M parameters; beside a tiny one the decoders are about half of the work",
        proxy: "the decoders' share of a step at width 192 minus their share at width 64",
      },
    },
    "concat-representation": {
      statement: "joining the reduced CLS and token vectors beats either of them alone at the same size",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "qualitative",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
    msmarco: {
      statement: "search on MS MARCO improves strongly",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "MRR@10 42.58 %; nDCG@10 0.7509 (TREC DL19) and 0.7095 (DL20)",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
      outOfScope: {
        why: "MS MARCO and a BERT-sized encoder are out of reach",
        proxy: "MRR@10 on synthetic texts after fine-tuning on pairs of other subjects, DupMAE minus RetroMAE",
      },
      unverified: "the numbers come from a leaderboard listing, not from the paper",
    },
    transferability: {
      statement: "the gain carries over to texts of another domain without tuning on them",
      better: "higher",
      unit: "MRR@10",
      stated: null,
      statedAs: "nDCG@10 over BEIR 0.491, project readme",
      kind: "quality",
      scale: "toy",
      counts: 0.01,
    },
  },
  unverified: [
    "how the two parts are reduced and joined: recalled from the later ACL version; the released code has no fine-tuning for it",
  ],
});
