import { describe, expect, test } from "vitest";
import { findMentions } from "./find.ts";
import { createLexicon } from "./lexicon.ts";

const lexicon = createLexicon([
  { id: 1, aliases: ["layer normalization", "LayerNorm"] },
  { id: 2, aliases: ["neural network"] },
  { id: 3, aliases: ["recurrent neural network"] },
  { id: 4, aliases: ["long short-term memory"] },
  { id: 5, aliases: ["Côte d’Ivoire"] },
  { id: 6, aliases: ["neural network"] },
  { id: 7, aliases: ["the", "a"] },
  { id: 8, aliases: ["principal component analysis"] },
]);
const found = (text: string) =>
  findMentions(text, lexicon).map(({ start, end, entity, foundBy }) => [text.slice(start, end), entity, foundBy]);

describe("mentions", () => {
  test("are names by their words, whatever case, hyphens, accents and plural", () => {
    expect(found("Layer-Normalization and layernorm in neural networks of cote d'ivoire")).toEqual([
      ["Layer-Normalization", 1, "name"],
      ["layernorm", 1, "name"],
      ["neural networks", 2, "name"],
      ["cote d'ivoire", 5, "name"],
    ]);
  });
  test("are the longest name, of several entities with one name the first, and none without a telling word", () => {
    expect(found("The recurrent neural network, a neural network")).toEqual([
      ["recurrent neural network", 3, "name"],
      ["neural network", 2, "name"],
    ]);
  });
  test("go across no comma, no end of a sentence, and into no formula", () => {
    expect(found("A neural, network. Of layer. Normalization $neural network$ is \\(layer normalization\\)")).toEqual(
      [],
    );
  });
  test("are abbreviations from where the text explains them, also behind a long form that is spelled otherwise", () => {
    expect(found("We train recurrent neural networks (RNN). The RNN is no CNN.")).toEqual([
      ["recurrent neural networks", 3, "name"],
      ["RNN", 3, "abbreviation"],
      ["RNN", 3, "abbreviation"],
    ]);
    const text = "By principal components analysis (PCA), and PCA again; PCAs are not it.";
    expect(found(text)).toEqual([
      ["principal components analysis", 8, "trigrams"],
      ["PCA", 8, "abbreviation"],
      ["PCA", 8, "abbreviation"],
    ]);
    expect(findMentions(text, lexicon)[0].score).toBeGreaterThan(0.8);
    expect(found("Graph attention networks (GAT): GAT")).toEqual([]);
  });
  test("are none of an empty lexicon, or in an empty text", () => {
    expect(findMentions("Layer normalization (LN)", createLexicon([]))).toEqual([]);
    expect(found("")).toEqual([]);
  });
});
