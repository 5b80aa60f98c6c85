/** Types real words badly, and counts what each normalizer repairs, what it does to words that were right, and how long it takes. */
import { random, type Stream } from "#engine";
import { experiment, withProgressRange } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { normalizer, safe } from "../method.ts";
import paper from "../paper.ts";
import { sevenScripts, telugu, type Script } from "../scripts.ts";
import { corruptor, kinds, type Kind } from "./corrupt.ts";
import { isDistinct, keepsPromises, shareOf } from "./properties.ts";
import { searcher } from "./search.ts";
import { systems, systemsFor, type ChartName, type IndicLab, type Settings, type System } from "./settings.ts";
import { speedPart } from "./speed.ts";
import { wordsOf } from "./words.ts";

/** A word as it should be, and as it was typed. */
interface Typed {
  readonly word: string;
  readonly typed: string;
}

/** Words in an order of their own, typed badly, until there are enough; words that allow no slip are passed over. */
function typedBadly(script: Script, words: readonly string[], count: number, draw: Stream, only?: readonly Kind[]) {
  const corrupt = corruptor(script);
  const typed: Typed[] = [];
  for (let round = 0; round < 20 && typed.length < count; round++)
    for (const at of draw.permutation(words.length)) {
      const harmed = corrupt(words[at], draw, only);
      if (harmed !== null && typed.length < count) typed.push({ word: words[at], typed: harmed.word });
    }
  return typed;
}

/** In percent. */
const repaired = (typed: readonly Typed[], system: (word: string) => string) =>
  shareOf(typed, ({ word, typed }) => system(typed).normalize("NFC") === word);

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 5,
    why: "Twice the half width of every sampled claim's interval, by the pilot, stays below what would matter; a seed is other slips in other words.",
    pilot: { "more-effective": 0.4, "more-effective-safe": 0.33, "downstream-ok": 0.15 },
    arms: [...systems],
    steps: 0,
    tuning: "Nothing is tuned; kinds of slips, mix and fast paths were settled on seeds 1001 to 1004.",
  },
  charts: {
    Repaired: {
      x: { label: "Badly typed words that come out right", unit: "%" },
      y: { label: "Script", names: sevenScripts.map(({ name }) => name) },
      mark: "dots",
      caption: "Words with one to three slips, of kinds that either normalizer knows. Further right is better.",
    },
    Harmed: {
      x: { label: "Right words that come out changed", unit: "%" },
      y: { label: "Script", names: sevenScripts.map(({ name }) => name) },
      mark: "dots",
      caption: "What the repairs cost: words of the same lists, typed well. Further left is better.",
    },
    "By kind": {
      x: { label: "Badly typed words that come out right", unit: "%" },
      y: { label: "Slip", names: kinds },
      mark: "dots",
      caption: "Words with one slip, all scripts together. The last two are no part of the paper's list.",
    },
    Search: {
      x: { label: "Badly typed words found first", unit: "%" },
      y: { label: "Index and query brought to one form by", names: systems },
      mark: "dots",
      caption: "Words of Bengali names, found by the characters that they share with what was typed.",
    },
  },
  presets: {
    quick: { seeds: 1, seconds: { node: 5, browser: 10 }, words: 400, queries: 300, rounds: 5, timedWords: 300 },
    full: { seeds: 5, seconds: { node: 60, browser: 120 }, words: 1500, queries: 1000, rounds: 15, timedWords: 600 },
  },
  smoke: { seeds: 1, seconds: { node: 2, browser: 3 }, words: 30, queries: 20, rounds: 1, timedWords: 20 },
  measures: [
    "more-effective",
    "more-effective-safe",
    "more-efficient",
    "more-efficient-safe",
    "seven-scripts",
    "extensible",
    "visual-units",
    "downstream-ok",
  ],
  datasets: ["locale-names"],

  async *run(lab, settings) {
    const stream = (name: string) => random(lab.seed).stream(name);
    const rates: Record<System, number[]> = { NFC: [], IndicNLP: [], "authors' rules": [], "safe profile": [] };
    const [harms, sames] = [structuredClone(rates), structuredClone(rates)];
    const timed = new Map<Script, readonly string[]>();
    const byKind = new Map<Kind, Map<System, number[]>>();
    const units: number[] = [];
    let handled = 0;

    for (const [at, script] of sevenScripts.entries()) {
      yield lab.progress((0.4 * at) / 7, `typing badly: ${script.name}`);
      const words = await wordsOf(script);
      const typed = typedBadly(script, words, settings.words, stream(`${script.name} slips`));
      const all = systemsFor(script);
      for (const system of systems) {
        const [x, harm] = [repaired(typed, all[system]), 100 - repaired(words.map((word) => ({ word, typed: word })), all[system])]; // prettier-ignore
        rates[system].push(x);
        harms[system].push(harm);
        sames[system].push(shareOf(typed, (one) => all[system](one.typed).normalize("NFC") === all[system](one.word).normalize("NFC"))); // prettier-ignore
        yield lab.point("Repaired", { series: system, x, y: at + 1 });
        yield lab.point("Harmed", { series: system, x: harm, y: at + 1 });
      }
      const allWords = [...words, ...typed.map(({ typed }) => typed)];
      const works = rates["authors' rules"].at(-1)! > rates.NFC.at(-1)!;
      if (works && allWords.every((word) => keepsPromises(safe, script, word))) handled++;
      units.push(shareOf([...words, ...typed.map(({ typed }) => safe(typed))], isDistinct));
      for (const kind of kinds) {
        const one = typedBadly(script, words, settings.words / 10, stream(`${script.name} ${kind}`), [kind]);
        if (one.length === 0) continue;
        const of = byKind.get(kind) ?? new Map<System, number[]>(systems.map((system) => [system, []]));
        byKind.set(kind, of);
        for (const system of systems) of.get(system)!.push(repaired(one, all[system]));
      }
      const half = settings.timedWords / 2;
      timed.set(script, [...typed.slice(0, half).map(({ typed }) => typed), ...typed.slice(half, 2 * half).map(({ word }) => word)]); // prettier-ignore
    }
    for (const [kind, of] of byKind)
      for (const system of systems)
        yield lab.point("By kind", { series: system, x: mean(of.get(system)!), y: kinds.indexOf(kind) + 1 });

    yield lab.measure("more-effective", mean(rates["authors' rules"]) - mean(rates.IndicNLP));
    yield lab.measure("more-effective-safe", mean(rates["safe profile"]) - mean(rates.IndicNLP));
    for (const [what, of] of [
      ["badly typed words that come out right", rates],
      ["right words that come out changed", harms],
      ["badly typed words that meet the right one", sames],
    ] as const)
      // prettier-ignore
      yield lab.note(`${what}: ${systems.map((system) => `${system} ${mean(of[system]).toFixed(1)} %`).join(", ")}`);
    yield lab.measure("seven-scripts", handled, { exact: true });
    yield lab.measure("visual-units", mean(units), { exact: true });
    yield lab.measure("extensible", await codeForTelugu(settings, stream("Telugu")), { exact: true });

    yield* searchPart(lab, settings, stream);
    yield* speedPart(withProgressRange(lab, 0.5, 1), settings, timed);
  },
});

/** Parts of Telugu's table that are code; not a number unless the table alone makes the difference. */
async function codeForTelugu({ words: count }: Settings, draw: Stream): Promise<number> {
  const words = await wordsOf(telugu);
  const typed = typedBadly(telugu, words, count, draw);
  const [without, withTable] = [normalizer(sevenScripts), normalizer([...sevenScripts, telugu])];
  const whole = [...words, ...typed.map(({ typed }) => typed)].every((word) => keepsPromises(withTable, telugu, word));
  const better = repaired(typed, withTable) > repaired(typed, without);
  return whole && better ? Object.values(telugu).filter((part) => typeof part === "function").length : NaN;
}

/** A word of a name is typed badly and looked for among all words of all names, each of them and the query brought to one form. */
async function* searchPart(lab: IndicLab, { queries }: Settings, stream: (name: string) => Stream) {
  const [bengali] = sevenScripts;
  const words = await wordsOf(bengali);
  const placeOf = new Map(words.map((word, at) => [word, at]));
  const asked = typedBadly(bengali, words, queries, stream("queries"));
  const found: Partial<Record<System, number>> = {};
  const all = systemsFor(bengali);
  for (const [at, system] of systems.entries()) {
    yield lab.progress(0.4 + 0.025 * at, `searching: ${system}`);
    const search = searcher(words.map(all[system]));
    found[system] = 100 * mean(asked.map(({ word, typed }) => search(all[system](typed), placeOf.get(word)!)));
    yield lab.point("Search", { series: "found first", x: found[system], y: at + 1 });
  }
  yield lab.measure("downstream-ok", found["authors' rules"]! - found.NFC!);
  yield lab.note(`found first: ${systems.map((system) => `${system} ${found[system]!.toFixed(1)} %`).join(", ")}`);
}
