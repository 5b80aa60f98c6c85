/** Texts to learn from, pairs, and searches, of one seed. Subjects that a search asks for are in nothing that is learned from. */
import { random } from "#engine";
import type { Text } from "../draws.ts";
import type { Settings } from "./settings.ts";
import { subjectsOf, writeText, type Domain, type Subject } from "./world.ts";

/** Two texts of one subject each: `subjects` tells which. */
export interface Pairs {
  readonly queries: readonly Text[];
  readonly passages: readonly Text[];
  readonly subjects: readonly number[];
}

/** Each query's answer is the candidate at its place in `answers`, the one with its subject. */
export interface Search {
  readonly queries: readonly Text[];
  readonly candidates: readonly Text[];
  readonly answers: readonly number[];
}

export interface Data {
  /** The texts of a step of pre-training. */
  textsAt(step: number, count: number): readonly Text[];
  /** The pairs of a step of fine-tuning. */
  pairsAt(step: number, count: number): Pairs;
  /** Pairs from which maps are made. */
  readonly fit: Pairs;
  readonly test: Search;
  /** The same subjects with fillers that are in no text to learn from. */
  readonly otherDomain: Search;
  /** Of subjects of its own, for choosing rates. */
  readonly validation: Search;
}

/** Subjects for choosing rates; the rest is asked for or learned from. */
const checked = 80;

export function openData(
  seed: number,
  { fit, asked, perSubject }: Pick<Settings, "fit" | "asked" | "perSubject">,
): Data {
  const subjects = subjectsOf(seed);
  const [test, validation, known] = [
    subjects.slice(0, asked),
    subjects.slice(asked, asked + checked),
    subjects.slice(asked + checked),
  ];
  const stream = (name: string) => random(seed).stream(name);
  const write = (name: string, of: readonly Subject[], domain?: Domain) => {
    const draws = stream(name);
    return of.map((subject) => writeText(draws, subject, domain));
  };
  const pairs = (name: string, among: readonly Subject[], count: number): Pairs => {
    const drawn = Array.from(stream(`subjects of ${name}`).integers(count, among.length));
    const own = drawn.map((at) => among[at]);
    return { queries: write(`queries of ${name}`, own), passages: write(`passages of ${name}`, own), subjects: drawn };
  };
  const search = (name: string, among: readonly Subject[], domain: Domain = 0): Search => {
    const answers = Array.from({ length: perSubject * among.length }, (_, at) => at % among.length);
    return {
      queries: write(
        `queries of ${name}`,
        answers.map((at) => among[at]),
        domain,
      ),
      candidates: write(`candidates of ${name}`, among, domain),
      answers,
    };
  };
  return {
    textsAt(step, count) {
      const drawn = stream(`subjects of step ${step}`).integers(count, known.length);
      return write(
        `texts of step ${step}`,
        Array.from(drawn, (at) => known[at]),
      );
    },
    pairsAt: (step, count) => pairs(`pairs of step ${step}`, known, count),
    fit: pairs("the maps", known, fit),
    test: search("the test", test),
    otherDomain: search("the other domain", test, 1),
    validation: search("the validation", validation),
  };
}
