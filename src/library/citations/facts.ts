/** What a reference says of a paper, whatever its format. */
import type { PaperSummary } from "../catalogue.ts";

export type Facts = Pick<PaperSummary, "slug" | "title" | "authors" | "published" | "source" | "venue">;

/** What was published, as far as the name of its venue says it: a preprint has none. */
export function formOf({ venue }: Pick<Facts, "venue">): "preprint" | "article" | "talk" {
  if (venue === null) return "preprint";
  return /\b(?:proceedings|proc\.|conference|conf\.|workshop|symposium|meeting|lecture notes|neurips|nips|icml|iclr|cvpr|iccv|eccv|emnlp|n?aacl|acl|aaai|ijcai|aistats|uai|colt|kdd|interspeech|icassp)\b/i.test(
    venue,
  )
    ? "talk"
    : "article";
}

/** A paper on a list, with what its owner wrote beside it. */
export interface Cited {
  readonly paper: Facts;
  readonly note: string;
}

export interface Name {
  readonly family: string;
  readonly given: string;
}

/** Words that begin a family name: "van der Berg". */
const particle = /^(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|ten|ter|zu|zur|bin|ibn|al|el)$/;

/** A name in reading order, or "Family, Given", in two parts; one word alone is a family name. */
export function nameOf(name: string): Name {
  const comma = name.indexOf(",");
  if (comma > 0) return { family: name.slice(0, comma).trim(), given: name.slice(comma + 1).trim() };
  const words = name.trim().split(/\s+/);
  let first = words.length - 1;
  while (first > 1 && particle.test(words[first - 1])) first--;
  return { family: words.slice(first).join(" "), given: words.slice(0, first).join(" ") };
}

/** Year, month and day as far as they are known. */
export const datePartsOf = ({ published }: Pick<Facts, "published">): number[] =>
  published === null ? [] : published.split("-").map(Number);
