/** What each arm minimizes: one encoder under one loss or another. */
import { concat, crossEntropy, fill, input, linear, normal, split, type Scope, type Tensor } from "#engine";
import { maskedLoss } from "#lab/nn/encoder/masked";
import { encoder, pool } from "#lab/training/encoder/index";
import { meanOfSkills, siameseLoss } from "../method.ts";
import type { TrainedArm } from "./arms.ts";
import type { Data } from "./data.ts";
import { counts } from "./feeds.ts";
import { skipGramLoss } from "./jobbert.ts";
import { lengths, modelOf, temperature, width } from "./sizes.ts";

/** f: tokens [rows, length] to [rows, width]. */
export function textVectors(at: Scope, tokens: Tensor, vocabulary: number): Tensor {
  const { layers, real } = encoder(at, tokens, modelOf(vocabulary));
  return pool(layers.at(-1)!, real);
}

/** The linear maps of the variant with two heads, behind f. */
export const head = (at: Scope, side: "title" | "skills", vectors: Tensor): Tensor =>
  linear(at.scope(`${side} head`), vectors, width, { init: normal(1 / Math.sqrt(width)) });

/** Feeds: see feeds.ts. */
export function lossOf(
  arm: TrainedArm,
  at: Scope,
  data: Pick<Data, "tokens" | "skills" | "candidates">,
  batch: number,
) {
  const { tokens, skills, candidates } = data;
  const texts = (name: string, length: number, rows = batch) => input(name, [rows, length], "int32");
  const vectors = (text: Tensor) => textVectors(at, text, tokens.size);
  const titles = () => vectors(texts("titles", lengths.title));
  const lists = () => vectors(texts("lists", lengths.list));
  const siamese = (left: Tensor, right: Tensor) =>
    siameseLoss(left, right, { temperature, identities: input("identities", [batch], "int32") });
  switch (arm) {
    case "VacancySBERT":
    case "skills of other ads":
      return siamese(titles(), lists());
    case "two heads":
      return siamese(head(at, "title", titles()), head(at, "skills", lists()));
    case "skills one by one": {
      const single = vectors(texts("skills", lengths.skill, batch * counts.slots));
      const present = input("present", [batch, counts.slots]);
      return siamese(titles(), meanOfSkills(single.reshape(batch, counts.slots, width), present));
    }
    case "SBERT": {
      const both = vectors(concat([texts("definitions", lengths.gloss), texts("above", lengths.gloss)], 0));
      const [definitions, above] = split(both, 2, 0);
      return siamese(definitions, above);
    }
    case "BERT": {
      const { layers } = encoder(at, texts("shown", lengths.list), modelOf(tokens.size));
      const places = batch * counts.guessed;
      const guessed = {
        places: input("places", [places], "int32"),
        codes: input("codes", [places], "int32"),
        weights: fill(1, [places]),
      };
      return maskedLoss(at, layers.at(-1)!, guessed, modelOf(tokens.size));
    }
    case "JobBERT": {
      const table = at.parameter("skills", [skills.length, width], normal(0.02));
      const gathered = (name: string, count: number) => table.gather(input(name, [batch, count], "int32"));
      return skipGramLoss(titles(), {
        named: gathered("named", counts.named),
        others: gathered("others", counts.named * counts.negatives),
      });
    }
    case "classifier":
      return crossEntropy(linear(at.scope("classes"), titles(), candidates.length), input("classes", [batch], "int32"));
  }
}
