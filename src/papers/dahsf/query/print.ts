/** The standard wording of a meaning: `layer norm published>=2024-01-01 sort:comments`. Digesting it gives the meaning again. */
import { digest, meaningOf, type DigestOptions } from "./digest.ts";
import { effectKey, fields, type Effect } from "./effects.ts";

export interface Meaning {
  readonly text: string;
  readonly effects: readonly Effect[];
}

/** Equal for equal meanings, in whatever order they were said. */
export const meaningKey = ({ text, effects }: Meaning): string =>
  JSON.stringify([text, ...effects.map(effectKey).sort()]);

const rank = (effect: Effect): number =>
  effect.kind === "filter"
    ? fields.indexOf(effect.field) + (effect.op === "<=" ? 0.5 : 0)
    : fields.length + (effect.kind === "order" ? 0 : 1);

function wordingOf(effect: Effect): string {
  if (effect.kind === "order") return `sort:${effect.by}`;
  if (effect.kind === "limit") return `limit:${effect.count}`;
  const value = /^[^\s",]+$/.test(effect.value) ? effect.value : `"${effect.value}"`;
  return `${effect.field}${effect.op === "=" ? ":" : effect.op}${value}`;
}

/** Words that are to be searched for and not to be read: `text:"since 2024"`. What is quoted stays so, and protects itself. */
export const protect = (text: string): string =>
  text
    .split(/(["“”„«»][^"“”„«»]+["“”„«»])/)
    .map((piece, at) =>
      at % 2 === 1 || piece.trim() === "" ? piece.trim() : `text:"${piece.replaceAll(/["“”„«»]/g, " ").trim()}"`,
    )
    .filter((piece) => piece !== "")
    .join(" ");

/** The standard wording. Text that would be read is protected, so that it stays text. */
export function print(meaning: Meaning, options: DigestOptions): string {
  const said = meaning.effects
    .toSorted((a, b) => rank(a) - rank(b) || (wordingOf(b) < wordingOf(a) ? 1 : -1))
    .map(wordingOf);
  const plain = [meaning.text, ...said].join(" ").trim();
  const again = digest(plain, options);
  const same = meaningKey({ text: again.text, effects: meaningOf(again) }) === meaningKey(meaning);
  return same ? plain : [protect(meaning.text), ...said].join(" ").trim();
}
