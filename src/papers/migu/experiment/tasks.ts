/** Six tasks as text: a prompt that ends with a token for the task, its instruction, and one letter as the answer. No letter is an answer in two tasks. */
import { random } from "#engine";
import { packagesOf } from "#lab/datasets/code";
import type { Exchange } from "#lab/datasets/answers";
import { Draw } from "#lab/datasets/draw";
import { partsOfSpeech } from "#lab/datasets/wordnet";
import { eras, nameKinds, nameLocales, tokens, topics, type Corpus, type Era, type GlossClass, type NameLocale, type Part } from "./corpus.ts"; // prettier-ignore

/** Tokens of the longest text in a prompt, without the instruction behind it. */
export const promptLength = 31;

/** A class by its name: makes a prompt from a part of the corpus. */
type Class = (corpus: Corpus, part: Part, draw: Draw) => readonly number[];

const passage =
  (of: (corpus: Corpus) => Readonly<Record<Part, Int32Array>>): Class =>
  (corpus, part, draw) => {
    const text = of(corpus)[part];
    const from = draw.below(Math.max(1, text.length - promptLength));
    return [...text.subarray(from, from + promptLength)];
  };

/** Names in a row, as many as fit. */
const namesIn =
  (locale: NameLocale): Class =>
  ({ names, encode }, part, draw) => {
    const words = Array.from({ length: 4 }, () => draw.pick(names[locale][draw.pick(nameKinds)][part]));
    return [...encode(words.join(", ")).subarray(0, promptLength)];
  };

/** @throws Error when the corpus has been opened without definitions. */
const gloss =
  (of: GlossClass): Class =>
  ({ glosses, encode }, part, draw) => {
    if (glosses === null) throw new Error("the corpus has no definitions");
    return [...encode(draw.pick(glosses[of][part])).subarray(0, promptLength)];
  };

const glossesOf = (classes: readonly GlossClass[]) => Object.fromEntries(classes.map((one) => [one, gloss(one)]));

const eraNames = Object.keys(eras) as Era[];
const codeNames = packagesOf("train");
const speechOf = (era: Era) => passage(({ speeches }) => speeches[era]);
const codeOf = (name: (typeof codeNames)[number]) => passage(({ code }) => code[name]!);

const definitions: Readonly<Record<string, Readonly<Record<string, Class>>>> = {
  "language of names": Object.fromEntries(nameLocales.map((locale) => [locale, namesIn(locale)])),
  "era of a speech": Object.fromEntries(eraNames.map((era) => [era, speechOf(era)])),
  "package of code": Object.fromEntries(codeNames.map((name) => [name, codeOf(name)])),
  "part of speech": glossesOf(partsOfSpeech),
  "topic of a noun": glossesOf(Object.keys(topics) as GlossClass[]),
  "source of a passage": {
    book: passage(({ book }) => book),
    speech: (corpus, part, draw) => speechOf(draw.pick(eraNames))(corpus, part, draw),
    code: (corpus, part, draw) => codeOf(draw.pick(codeNames))(corpus, part, draw),
    definition: (corpus, part, draw) => gloss(draw.pick(partsOfSpeech))(corpus, part, draw),
  },
};
export const taskNames = Object.keys(definitions);

export interface Task {
  readonly name: string;
  /** Tokens of its answers. */
  readonly answers: readonly number[];
  readonly exchanges: Readonly<Record<Part, readonly Exchange[]>>;
}

/** Examples of each part, divided evenly among a task's classes. */
export interface TaskSize {
  readonly learned: number;
  readonly asked: number;
  /** The first so many tasks. */
  readonly count: number;
}

/** Drawn anew with every seed, from texts whose parts are the same for all. */
export function createTasks(corpus: Corpus, seed: number, { learned, asked, count }: TaskSize): Task[] {
  let letters = 0;
  const some = Object.entries(definitions).slice(0, count);
  return some.map(([name, classes], place) => {
    const answers = Object.keys(classes).map(() => corpus.encode(String.fromCharCode(65 + letters++))[0]);
    const draw = new Draw(random(seed).stream(`examples: ${name}`));
    const drawn = (part: Part, count: number): Exchange[] => {
      const each = Object.values(classes);
      const all = Array.from({ length: count }, (_, at) => {
        const label = at % each.length;
        return { prompt: [...each[label](corpus, part, draw), tokens.instruction + place], answer: [answers[label]] };
      });
      return draw.shuffle(all);
    };
    return {
      ...{ name, answers },
      exchanges: { train: drawn("train", learned), tune: drawn("tune", asked), test: drawn("test", asked) },
    };
  });
}
