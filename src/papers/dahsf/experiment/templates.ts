/** The control: sentences remembered whole. It has the same queries to learn from, no layers, and is told where topic, name and data are. */
import type { Labelled } from "../learn.ts";

/** The query with topic, names, times and numbers taken out: what a memory of sentences stores. */
function templateOf({ query, text, effects }: Labelled): string {
  const names = effects.flatMap((effect) =>
    effect.kind === "filter" && effect.field === "author" ? [effect.value] : [],
  );
  return [text, ...names]
    .reduce((so, words, at) => so.replace(words, at === 0 ? "<topic>" : "<name>"), query)
    .toLowerCase()
    .replace(/\b(?:[a-z]+ )?(?:19|20)\d\d(?:-\d\d)*\b/g, (time) =>
      /^(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/.test(time) ? "<time>" : time.replace(/\d.*/, "<time>"),
    )
    .replace(/\b\d+\b/g, "<number>");
}

/** Share of the tests whose sentence, but for its data, was among those learnt from. */
export function rememberedShare(train: readonly Labelled[], tests: readonly Labelled[]): number {
  const known = new Set(train.map(templateOf));
  return tests.filter((pair) => known.has(templateOf(pair))).length / tests.length;
}
