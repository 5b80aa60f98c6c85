/** Names in sentences: what the cross-encoder learns from and is asked about. */
import { random, type Stream } from "#engine";
import type { Locale } from "#lab/datasets/locale-names";
import type { Mention } from "../pairs.ts";
import { annotatedLanguages, english, frames, type AnnotatedLanguage, type Frames } from "./frames.ts";
import { misspelt, type Division, type Kind } from "./names.ts";

export interface LinkedMention extends Mention {
  /** Place of the right concept. */
  readonly concept: number;
}

/** Sentences in the language, others that nothing is learned from, English ones word for word, or English ones with English names. */
export type Sentences = "annotated" | "asked" | "translated" | "english";

/** Frames of a kind that nothing is learned from. */
const askedFrames = 3;

/**
 * Places of a kind's frames in the order of the seed, divided into those that are asked and those that are learned from. They are the same
 * in all languages: what is asked has not been read in a translation.
 */
export function frameParts(seed: number, kind: Kind): { readonly asked: number[]; readonly learned: number[] } {
  const order = Array.from(random(seed).stream(`frames of a ${kind}`).permutation(english[kind].length));
  return { asked: order.slice(0, askedFrames), learned: order.slice(askedFrames) };
}

/** Whose concepts are mentioned. */
export type Part = "annotated" | "validation" | "asked";

const kindsInTurn: readonly Kind[] = ["territory", "language", "script"];
/** Of mentions, the share with a character that is wrong. */
const misspeltShare = 0.5;

/** So many mentions, kinds and languages in turn; every concept of a kind before one comes again. */
export function mentionsOf(
  division: Division,
  { part, sentences, count, seed }: { part: Part; sentences: Sentences; count: number; seed: number },
): LinkedMention[] {
  const stream = random(seed).stream(`mentions of ${part} concepts, ${sentences}`);
  const { concepts } = division;
  const queues = new Map<string, number[]>();
  const nextConcept = (kind: Kind, named: AnnotatedLanguage | "en") => {
    const key = `${kind} ${named}`;
    const queue = queues.get(key) ?? [];
    if (queue.length === 0) {
      const all = division[part].filter(
        (place) => concepts[place].kind === kind && concepts[place].names[named] !== undefined,
      );
      if (all.length === 0)
        throw new Error(`no ${kind} among the ${part} concepts has a name in ${JSON.stringify(named)}`);
      queue.push(...Array.from(stream.permutation(all.length), (at) => all[at]));
    }
    queues.set(key, queue);
    return queue.pop()!;
  };
  return Array.from({ length: count }, (_, at) => {
    const kind = kindsInTurn[at % kindsInTurn.length];
    const language = annotatedLanguages[Math.floor(at / kindsInTurn.length) % annotatedLanguages.length];
    const named = sentences === "english" ? "en" : language;
    const concept = nextConcept(kind, named);
    const name = concepts[concept].names[named]!;
    const text = stream.uniform(1)[0] < misspeltShare ? misspelt(stream, name) : name;
    const places = frameParts(seed, kind)[sentences === "asked" ? "asked" : "learned"];
    const own = framesOf(sentences, language)[kind];
    const some = places.map((place) => own[place]);
    return { concept, text, ...inFrame(stream, some) };
  });
}

/** Whose names a cross-encoder reads before it sees a sentence: languages in Latin letters. */
const readLanguages = ["cs", "da", "de", "es", "fi", "fr", "hu", "id", "it", "nl", "pl", "pt", "ro", "sv", "sw", "tr"] as const satisfies readonly Locale[]; // prettier-ignore

/** Names without a sentence, of the concepts whose names the alias encoder learns, each in some language; half of them with a wrong character. */
export function namesAlone(division: Division, { count, seed }: { count: number; seed: number }): LinkedMention[] {
  const stream = random(seed).stream("names alone");
  const { concepts, learned } = division;
  const order = stream.permutation(learned.length);
  return Array.from({ length: count }, (_, at) => {
    const concept = learned[order[at % learned.length]];
    const known = readLanguages.flatMap((language) => concepts[concept].names[language] ?? []);
    const name = known.length === 0 ? concepts[concept].names.en : known[stream.integers(1, known.length)[0]];
    const text = stream.uniform(1)[0] < misspeltShare ? misspelt(stream, name) : name;
    return { concept, text, left: "", right: "" };
  });
}

function framesOf(sentences: Sentences, language: AnnotatedLanguage): Frames {
  if (sentences === "english") return english;
  const { own, translated } = frames[language];
  return sentences === "translated" ? translated : own;
}

function inFrame(stream: Stream, some: readonly string[]): Pick<Mention, "left" | "right"> {
  const [left, right] = some[stream.integers(1, some.length)[0]].split("{}");
  return { left, right };
}
