/** For tests: a model that reads letters. */
import type { Embedder } from "./vectors/embedder.ts";

const dimensions = 64;

/** Texts with the same runs of three letters are near to each other; the same text gives the same vector everywhere. */
export const letterEmbedder: Embedder = {
  model: "test/letters",
  embed: async (texts) =>
    texts.map((text) => {
      const vector = new Float32Array(dimensions);
      const letters = text.toLowerCase();
      for (let at = 0; at + 3 <= letters.length; at++) {
        let hash = 2_166_136_261;
        for (const unit of letters.slice(at, at + 3)) hash = Math.imul(hash ^ unit.charCodeAt(0), 16_777_619) >>> 0;
        vector[hash % dimensions] += 1;
      }
      const length = Math.hypot(...vector) || 1;
      return vector.map((value) => value / length);
    }),
};
