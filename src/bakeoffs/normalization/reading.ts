/** What a run says in plain words: made from its numbers alone, and only as far as they go. */
import type { Standing } from "../spread.ts";
import { sideOf, type Side, type Timed } from "../times.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import type { ArmSummary, Summary } from "./summary.ts";

/** Sentences, most important first. */
export function readingOf(summary: Summary): string[] {
  return [
    ...losses(summary),
    ...largeStart(summary),
    ...steps(summary),
    ...reading(summary),
    ...depth(summary),
    ...learningRates(summary),
    ...memory(summary),
  ];
}

const others = ({ arms }: Summary): ArmSummary[] => arms.filter(({ name }) => name !== baseline);

function losses(summary: Summary): string[] {
  const withLoss = others(summary).filter(({ difference }) => difference.small);
  if (withLoss.length === 0) return [];
  const of = (standing: Standing) => withLoss.filter(({ difference }) => difference.small!.standing === standing);
  const named = (arms: readonly ArmSummary[]) =>
    listed(
      arms
        .toSorted((a, b) => a.difference.small!.mean! - b.difference.small!.mean!)
        .map(({ name, difference }) => `${name} (${signed(difference.small!.mean!, 3)})`),
    );
  const sentences: string[] = [];
  const [better, worse, tie, unknown] = [of("better"), of("worse"), of("tie"), of("no spread")];
  if (unknown.length > 0)
    return [
      `With one seed there is no spread, so no norm is better or worse than ${baseline} here. Its loss minus ${baseline}\u2019s, in nats per character: ${named(unknown)}.`,
      ...divergences(summary),
    ];
  const seeds = withLoss[0].difference.small!.units.length;
  const beyond = `beyond the spread over ${seeds} seeds`;
  if (better.length > 0)
    sentences.push(`Lower final loss than ${baseline} ${beyond}: ${named(better)} nats per character.`);
  else sentences.push(`No norm ends below ${baseline} ${beyond}.`);
  if (worse.length > 0) sentences.push(`Higher ${beyond}: ${named(worse)}.`);
  if (tie.length > 0) sentences.push(`No different from ${baseline} ${beyond}: ${named(tie)}.`);
  return [...sentences, ...divergences(summary)];
}

function divergences({ arms }: Summary): string[] {
  const lost = arms.filter(({ diverged }) => diverged > 0);
  return lost.length === 0
    ? ["No training of the wide model diverged."]
    : [`Diverged: ${listed(lost.map(({ name, diverged }) => `${name} (${diverged} of its trainings)`))}.`];
}

/** One seed has no spread: only what the two starts say differently. */
function largeStart(summary: Summary): string[] {
  const both = others(summary).flatMap(({ name, difference }) => {
    const [small, large] = [difference.small?.mean ?? null, difference.large?.mean ?? null];
    return small === null || large === null ? [] : [{ name, small, large }];
  });
  if (both.length === 0) return [];
  const flipped = both.filter(({ small, large }) => small > 0 !== large > 0);
  const bare = both.find(({ name }) => name === "none");
  const sentences = [
    `With a stream that starts 25 times as large (one seed, so without a spread), ${flipped.length} of ${both.length} change sides of ${baseline}${flipped.length > 0 ? `: ${listed(flipped.map(({ name, large }) => `${name} (${signed(large, 3)})`))}` : ""}. A final loss at one start is no ranking of methods.`,
  ];
  if (bare && bare.large < 0)
    sentences.push(
      `There, four blocks without any norm end ${Math.abs(bare.large).toFixed(3)} nats below ${baseline}: a model this shallow needs none.`,
    );
  return sentences;
}

function inTime(what: string, arms: readonly { name: string; time: Timed }[], noise: number): string {
  const percent = ({ name, time }: { name: string; time: Timed }) =>
    `${name} (${signed(100 * (time.ratio.median - 1), 0)} %)`;
  const of = (side: Side) => arms.filter(({ time }) => sideOf(time, noise) === side);
  const part = (arms: readonly { name: string; time: Timed }[], words: string) =>
    arms.length > 0 ? [`${words} ${listed(arms.map(percent))}`] : [];
  const parts = [
    ...part(of("less"), "less time for"),
    ...part(of("more"), "more for"),
    ...(of("same").length > 0
      ? [`no difference beyond the noise for ${listed(of("same").map(({ name }) => name))}`]
      : []),
  ];
  return `${what}: ${parts.join("; ")}. The same program twice differs by up to ${noise.toFixed(0)} %.`;
}

function steps(summary: Summary): string[] {
  const timed = others(summary).flatMap(({ name, step }) => (step ? [{ name, time: step }] : []));
  return timed.length === 0 || summary.noise.step === null
    ? []
    : [inTime(`A training step, against ${baseline} in the same primitive operators`, timed, summary.noise.step)];
}

function reading(summary: Summary): string[] {
  return Object.entries(summary.noise.forwardPass).map(([size, noise]) => {
    const timed = summary.arms.flatMap(({ name, forwardPass }) => {
      const times = forwardPass[size];
      if (!times) return [];
      return times.folded
        ? [{ name: `${name} folded`, time: times.folded }]
        : name === baseline
          ? []
          : [{ name, time: times.raw }];
    });
    return inTime(`A forward pass of ${size} characters, against unfolded ${baseline}`, timed, noise);
  });
}

function depth({ arms, depthOf }: Summary): string[] {
  const grown = arms
    .flatMap(({ name, depth }) => {
      const [first, last] = [depth?.end.variance[0], depth?.end.variance.at(-1)];
      return first && last ? [{ name, ratio: last / first }] : [];
    })
    .toSorted((a, b) => b.ratio - a.ratio);
  const still = arms.filter(({ depth }) => depth?.end.gradient.every((value) => value === 0)).map(({ name }) => name);
  const silent = still.length > 0 ? [`There no gradient reaches the stream at all with ${listed(still)}.`] : [];
  if (grown.length < 2) return silent;
  const parts = ({ name, ratio }: { name: string; ratio: number }) => `${name} (${Number(ratio.toPrecision(2))} times)`;
  return [
    `In the ${depthOf} model the variance of the residual stream after training grows most from first block to last with ${parts(grown[0])}, least with ${parts(grown.at(-1)!)}; with ${baseline} ${Number(grown.find(({ name }) => name === baseline)?.ratio.toPrecision(2) ?? NaN)} times.`,
    ...silent,
  ];
}

function learningRates({ arms }: Summary): string[] {
  const tried = arms.flatMap(({ name, stability }) => (stability ? [{ name, largest: stability.row.largest }] : []));
  if (tried.length === 0) return [];
  const byRate = new Map<number | null, string[]>();
  for (const { name, largest } of tried) byRate.set(largest, [...(byRate.get(largest) ?? []), name]);
  const parts = [...byRate]
    .toSorted(([a], [b]) => (b ?? 0) - (a ?? 0))
    .map(
      ([learningRate, names]) => `${learningRate === null ? "none of those tried" : learningRate} for ${listed(names)}`,
    );
  const lost = arms.flatMap(({ name, stability }) => {
    const at =
      stability?.row.learningRates
        .filter(({ last }) => last === null)
        .map(({ learningRate }) => String(learningRate)) ?? [];
    return at.length > 0 ? [`${name} at ${listed(at)}`] : [];
  });
  return [
    `Largest learning rate that still learns in the deep model within its few steps: ${parts.join("; ")}.`,
    lost.length > 0
      ? `Diverged in the deep model: ${listed(lost)}.`
      : "In the deep model nothing diverged at any of these rates.",
  ];
}

function memory({ arms }: Summary): string[] {
  const sized = arms.flatMap(({ name, size }) => (size ? [{ name, kept: size.keptBytes }] : []));
  const base = sized.find(({ name }) => name === baseline);
  if (!base || sized.length < 2) return [];
  const sorted = sized.toSorted((a, b) => a.kept - b.kept);
  const percent = ({ name, kept }: { name: string; kept: number }) =>
    `${name} (${signed(100 * (kept / base.kept - 1), 0)} %)`;
  return [
    `What the backward pass keeps of the forward one, against ${baseline}: least with ${percent(sorted[0])}, most with ${percent(sorted.at(-1)!)}. These are exact, from the graph.`,
  ];
}
