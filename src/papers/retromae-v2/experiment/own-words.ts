/** What an encoder says that a text is about: its strongest words. */
import type { Parameters } from "#engine";
import { mean } from "#lab/measure/statistics";
import { wordLogits } from "#lab/nn/encoder/masked";
import { encoder } from "#lab/training/encoder/index";
import type { Text } from "../draws.ts";
import { strongestWords } from "../method.ts";
import type { RetroLab } from "./settings.ts";
import { modelOf } from "./sizes.ts";
import { openReader } from "./vectors.ts";
import { codes, wordOf } from "./world.ts";

export const shown = 15;

export interface OwnWords {
  /** Share of the distinct words of texts that are among their strongest, in percent, and those of the first text, its own in brackets. */
  of(parameters: Parameters): Promise<{ readonly share: number; readonly strongest: string }>;
  release(): Promise<void>;
}

export async function openOwnWords(
  resources: Pick<RetroLab, "device" | "threads">,
  texts: readonly Text[],
): Promise<OwnWords> {
  const reader = await openReader((at, tokens) => {
    const { layers, real } = encoder(at, tokens, modelOf());
    return { mu: strongestWords(wordLogits(at, layers.at(-1)!, modelOf()), real) };
  }, resources);
  const words = texts.map((text) => new Set(text.flat()));
  return {
    async of(parameters) {
      const { mu } = await reader.read(parameters, texts);
      const tops = texts.map((_, row) => {
        const own = mu.subarray(row * codes.size, (row + 1) * codes.size);
        return Array.from(own.keys())
          .sort((a, b) => own[b] - own[a])
          .slice(0, shown);
      });
      const shares = tops.map(
        (top, row) => (100 * top.filter((code) => words[row].has(code)).length) / words[row].size,
      );
      const named = tops[0].map((code) => (words[0].has(code) ? `[${wordOf(code)}]` : wordOf(code)));
      return { share: mean(shares), strongest: named.join(" ") };
    },
    release: () => reader.release(),
  };
}
