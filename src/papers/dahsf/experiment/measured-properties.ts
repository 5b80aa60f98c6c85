/** The properties of properties.ts, measured on a seed's queries. */
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import type { LabEvent } from "#lab/kit/index";
import type { Language } from "../query/digest.ts";
import { earlierKinds, lastKinds, sampleQueries } from "./corpus.ts";
import type { Corpus } from "./learning.ts";
import { coverage, forgotten, networkCalls, roundTrips, traced } from "./properties.ts";
import type { DahsfLab, Settings } from "./settings.ts";

/** Queries with the earlier operators, and with the last one. */
const lists = { old: 100, added: 30 } as const;

export async function* propertiesPart(
  lab: DahsfLab,
  { learnt }: Settings,
  { language, train, tests }: { language: Language } & Corpus,
): AsyncGenerator<LabEvent, void, void> {
  yield lab.progress(0.95, "properties");
  const queries = tests.map(({ query }) => query);
  const { product, covered, stored } = coverage();
  yield lab.measure("multiplication-rule", covered / product, { exact: true });
  yield lab.measure("interpretable", traced(language, queries));
  yield lab.measure("normalise-and-parse", roundTrips([...train, ...tests]));
  yield lab.measure("local", networkCalls(queries), { exact: true });
  const draw = new Draw(random(lab.seed).stream("one more operator"));
  const few = Math.min(lists.old, learnt.at(-1)!);
  const old = sampleQueries(draw, few, earlierKinds);
  const added = sampleQueries(draw, Math.min(lists.added, few), lastKinds);
  const work = forgotten(old, added, sampleQueries(draw, few, earlierKinds));
  let round = work.next();
  for (; !round.done; round = work.next()) yield lab.progress(0.97, "properties: one more operator");
  const { lost, before, gained } = round.value;
  yield lab.measure("no-forgetting", lost);
  yield lab.note(
    `patterns cover ${product.toLocaleString("en-US")} wordings with ${stored} strings, of which ${covered.toLocaleString("en-US")} are read alike; ` +
      `one more operator: ${gained} of ${added.length} of its queries gained, ${lost} of ${before} others lost`,
  );
}
