/** The punched strip of a paper: one sign per claim, and the words for them. */
import type { ClaimMark } from "#library/catalogue";
import type { Claim, Judgement } from "#lab/kit/index";
import { scaleWords, verdictWords, type Mark } from "#library/words/verdict";
import type { Output, Style } from "./output.ts";

const styles: Readonly<Partial<Record<Mark, Style>>> = {
  matches: "green",
  holds: "green",
  absent: "cyan",
  inconclusive: "yellow",
  contradicted: "red",
};

/** "●◐·✕", one sign per claim. */
export const strip = (claims: readonly ClaimMark[]): string =>
  claims.map(({ verdict }) => verdictWords[verdict ?? "none"].sign).join("");

/** "◐ holds, reduced scale", "● matches, toy task (stand-in)" */
export function verdictCell({ scale }: Pick<Claim, "scale">, { verdict, proxy, seeds }: Judgement) {
  if (verdict === null)
    return { text: seeds === 0 ? "· not measured" : "· one seed, no verdict", style: "dim" } as const;
  const { sign, word } = verdictWords[verdict];
  const at = scale === undefined ? "" : `, ${scaleWords[scale].word}`;
  return { text: `${sign} ${word}${at}${proxy ? " (stand-in)" : ""}`, style: styles[verdict] };
}

/** What the signs of a strip mean, on one line. */
export const legend = (output: Output): string =>
  output.paint(
    "dim",
    Object.values(verdictWords)
      .map(({ sign, word }) => `${sign} ${word}`)
      .join("   "),
  );
