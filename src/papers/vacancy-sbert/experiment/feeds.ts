/** What each arm is fed at a step: functions of seed and step alone, and of the same ads for all that learn from ads. */
import { random, type Stream, type Values } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import { corrupted } from "#lab/datasets/masked";
import { padding } from "#lab/datasets/words";
import { drawSkills, skillText } from "../method.ts";
import type { TrainedArm } from "./arms.ts";
import type { Data, ReadAd } from "./data.ts";
import { frequencyDraws } from "./jobbert.ts";
import { lengths, skillDraw } from "./sizes.ts";

/** Of each ad: skills one by one, skills that JobBERT predicts in a step, negatives of each of these, tokens that BERT guesses. */
export const counts = { slots: 8, named: 5, negatives: 5, guessed: 3 } as const;

export function feedsOf(
  seed: number,
  data: Data,
  batch: number,
): Readonly<Record<TrainedArm, (step: number) => Values>> {
  const { tokens, train, generic, skills } = data;
  const placesAt = (step: number, count: number) => Array.from(shuffledBatch(seed, step, { batch, count }));
  const adsAt = (step: number) => placesAt(step, train.length).map((place) => train[place]);
  const streamAt = (step: number) => random(seed).stream(`draws of step ${step}`);
  const titles = (ads: readonly ReadAd[]) => ({
    titles: tokens.rows(
      ads.map(({ title }) => title),
      lengths.title,
    ),
  });
  const identified = (ads: readonly ReadAd[]) => ({
    ...titles(ads),
    identities: Int32Array.from(ads, ({ identity }) => identity),
  });
  const drawn = (ads: readonly ReadAd[], step: number) => {
    const stream = streamAt(step);
    return ads.map((ad) => drawSkills(stream, ad.skills, skillDraw));
  };
  const lists = (ads: readonly ReadAd[], step: number) => ({
    lists: tokens.rows(drawn(ads, step).map(skillText), lengths.list),
  });
  const matched = (step: number) => ({ ...identified(adsAt(step)), ...lists(adsAt(step), step) });
  // Each ad has the skills of another one, the same at every step.
  const other = random(seed).stream("skills of other ads").permutation(train.length);
  const placeOf = new Map(skills.map((skill, place) => [skill, place]));
  const places = (named: readonly string[]) => named.map((skill) => placeOf.get(skill)!);
  const drawNegatives = frequencyDraws(train.flatMap((ad) => places(ad.skills)));
  return {
    VacancySBERT: matched,
    "two heads": matched,
    "skills of other ads": (step) => ({
      ...identified(adsAt(step)),
      ...lists(
        placesAt(step, train.length).map((place) => train[other[place]]),
        step,
      ),
    }),
    "skills one by one"(step) {
      const slots = drawn(adsAt(step), step).flatMap((list) =>
        Array.from({ length: counts.slots }, (_, at) => list[at] ?? ""),
      );
      return {
        ...identified(adsAt(step)),
        skills: tokens.rows(slots, lengths.skill),
        present: Float32Array.from(slots, (skill) => Number(skill !== "")),
      };
    },
    SBERT(step) {
      const pairs = placesAt(step, generic.length).map((place) => generic[place]);
      const identity = new Map(pairs.map(([, above], at) => [above, at]));
      const side = (at: 0 | 1) =>
        tokens.rows(
          pairs.map((pair) => pair[at]),
          lengths.gloss,
        );
      return {
        ...{ definitions: side(0), above: side(1) },
        identities: Int32Array.from(pairs, ([, above]) => identity.get(above)!),
      };
    },
    BERT: (step) => guessFeeds(data, adsAt(step), streamAt(step)),
    JobBERT(step) {
      const ads = adsAt(step);
      const stream = streamAt(step);
      const one = (list: readonly number[]) => list[stream.integers(1, list.length)[0]];
      const named = ads.flatMap((ad) => Array.from({ length: counts.named }, () => one(places(ad.skills))));
      const others = drawNegatives(stream, named.length * counts.negatives);
      return { ...titles(ads), named: Int32Array.from(named), others };
    },
    classifier: (step) => ({
      ...titles(adsAt(step)),
      classes: Int32Array.from(adsAt(step), ({ occupation }) => occupation),
    }),
  };
}

/** Descriptions of which some tokens are hidden, and what they were. */
function guessFeeds({ tokens }: Data, ads: readonly ReadAd[], stream: Stream): Values {
  const texts = tokens.rows(
    ads.map(({ description }) => description),
    lengths.list,
  );
  const [hidden, places] = [new Uint8Array(texts.length), [] as number[]];
  for (const row of ads.keys()) {
    const own = texts.subarray(row * lengths.list, (row + 1) * lengths.list);
    const length = own.includes(padding) ? own.indexOf(padding) : own.length;
    for (const place of stream.permutation(length).subarray(0, counts.guessed)) places.push(row * lengths.list + place);
  }
  for (const place of places) hidden[place] = 1;
  return {
    shown: corrupted(stream, texts, hidden, { mask: tokens.mask, others: [1, tokens.mask] }),
    places: Int32Array.from(places),
    codes: Int32Array.from(places, (place) => texts[place]),
  };
}
