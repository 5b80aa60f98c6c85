/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { compatNormalizer } from "../compat.ts";
import { safe } from "../method.ts";
import type paper from "../paper.ts";
import type { Script } from "../scripts.ts";
import { indicNlp } from "./indicnlp.ts";

export interface Settings extends PresetBase {
  /** Badly typed words of a seed, per script. */
  readonly words: number;
  /** Badly typed names that are searched for. */
  readonly queries: number;
  /** Rounds of timing, and words of each script in a run. */
  readonly rounds: number;
  readonly timedWords: number;
}

export type ChartName = "Repaired" | "Harmed" | "By kind" | "Search";
export type IndicLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const systems = ["NFC", "IndicNLP", "authors' rules", "safe profile"] as const;
export type System = (typeof systems)[number];

/** Every system as a function from a word to a word. What the authors' rules leave nothing of is the empty word. */
export function systemsFor(script: Script): Readonly<Record<System, (word: string) => string>> {
  const compat = compatNormalizer(script);
  return {
    NFC: (word) => word.normalize("NFC"),
    IndicNLP: indicNlp(script),
    "authors' rules": (word) => compat(word).normalized ?? "",
    "safe profile": (word) => safe(word),
  };
}
