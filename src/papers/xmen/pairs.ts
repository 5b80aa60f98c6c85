/** What the cross-encoder reads: a mention in its context beside a candidate with its names, as tokens. */
import type { Concept } from "./terminology.ts";

export const marks = ["[CLS]", "[SEP]", "[START]", "[END]", "[TITLE]", "[NIL]", "[TYPE]"] as const;
export type Mark = (typeof marks)[number];

/** A mark or some text, apart, so that no text passes for a mark. */
export type Part = { readonly mark: Mark } | { readonly text: string };

export interface Mention {
  /** The text before and behind it. */
  readonly left: string;
  readonly text: string;
  readonly right: string;
}

export interface MentionOptions {
  /** Characters of context on either side; the release has 128. */
  readonly context?: number;
  /** The mention is left out: what remains tells its kind. */
  readonly masked?: boolean;
}

/** left [START] mention [END] right. */
export function mentionParts(
  { left, text, right }: Mention,
  { context = 128, masked = false }: MentionOptions = {},
): Part[] {
  const before = Array.from(left).slice(context === 0 ? Infinity : -context);
  const behind = Array.from(right).slice(0, context);
  return [
    ...textPart(before.join("")),
    { mark: "[START]" },
    ...(masked ? [] : textPart(text)),
    { mark: "[END]" },
    ...textPart(behind.join("")),
  ];
}

/** type, type [TYPE] name [TITLE] alias [SEP] alias ...; null is NIL. */
export function candidateParts(concept: Concept | null, { types = true }: { types?: boolean } = {}): Part[] {
  if (concept === null) return [{ mark: "[NIL]" }];
  const { name, aliases } = concept;
  const ofType: Part[] =
    types && concept.types.length > 0 ? [{ text: concept.types.join(",") }, { mark: "[TYPE]" }] : [];
  const others = aliases.flatMap((alias, at): Part[] => [{ mark: at === 0 ? "[TITLE]" : "[SEP]" }, { text: alias }]);
  return [...ofType, { text: name }, ...others];
}

const textPart = (text: string): Part[] => (text === "" ? [] : [{ text }]);

/** Codes of texts and marks. */
export interface PairTokenizer {
  readonly marks: Readonly<Record<string, number>>;
  encode(text: string): number[];
}

/** What a token is: nothing (context, marks, padding), of the mention, of the candidate; the last two also as one that stands on both sides. */
export const roles = { none: 0, mention: 1, sharedMention: 2, candidate: 3, sharedCandidate: 4 } as const;
export const roleCount = 5;

/**
 * [CLS] mention in context [SEP] candidate, filled up with 0 to `length`. While it is too long, the longer side loses a token: the candidate at its
 * end, the other side at the outer end of its longer context, and the mention itself only when no context is left; the marks around it stay.
 */
export function pairRow(
  tokenizer: PairTokenizer,
  mention: readonly Part[],
  candidate: readonly Part[],
  length: number,
): { readonly tokens: number[]; readonly roles: number[] } {
  const codes = (parts: readonly Part[]) =>
    parts.flatMap((part) => ("mark" in part ? [tokenizer.marks[part.mark]] : tokenizer.encode(part.text)));
  const [start, end] = ["[START]", "[END]"].map((mark) =>
    mention.findIndex((part) => "mark" in part && part.mark === mark),
  );
  const [left, inner, right] = [mention.slice(0, start), mention.slice(start + 1, end), mention.slice(end + 1)].map(
    codes,
  );
  const other = codes(candidate);
  let tooLong = left.length + inner.length + right.length + other.length + 4 - length;
  for (; tooLong > 0; tooLong--) {
    if (other.length > left.length + inner.length + right.length + 2) other.pop();
    else if (left.length + right.length === 0) inner.pop();
    else if (left.length > right.length) left.shift();
    else right.pop();
  }
  const { marks: codeOf } = tokenizer;
  const isMark = new Set(Object.values(codeOf));
  const shared = (own: readonly number[], others: readonly number[], alone: number, both: number) =>
    own.map((code) => (isMark.has(code) ? roles.none : others.includes(code) ? both : alone));
  const none = (count: number) => Array.from({ length: count }, () => roles.none as number);
  const tokens = [
    codeOf["[CLS]"],
    ...left,
    codeOf["[START]"],
    ...inner,
    codeOf["[END]"],
    ...right,
    codeOf["[SEP]"],
    ...other,
  ];
  const own = [
    ...none(left.length + 2),
    ...shared(inner, other, roles.mention, roles.sharedMention),
    ...none(right.length + 2),
    ...shared(other, inner, roles.candidate, roles.sharedCandidate),
  ];
  const padding = none(Math.max(0, length - tokens.length));
  return { tokens: [...tokens, ...padding], roles: [...own, ...padding] };
}
