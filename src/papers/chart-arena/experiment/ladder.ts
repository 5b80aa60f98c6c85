/** Charts harmed step by step, each step written in a format and an order of its own: does the score follow the damage, and nothing else? */
import type { LabEvent } from "#lab/kit/index";
import { mean, spearman } from "#lab/measure/statistics";
import { scoreText, tolerances, type Score, type Tolerance } from "../method.ts";
import { formats, type Format } from "../reading/index.ts";
import { bleu, exactMatch, numberSets } from "./baselines.ts";
import type { Draw } from "#lab/datasets/draw";
import type { Sample } from "./corpus.ts";
import { damages, harmer, type Damage } from "./damage.ts";
import { render, rewritten } from "./render.ts";
import type { ArenaLab } from "./settings.ts";

/** Mean of the three tolerances: the strict one sees a letter, the high one is still falling where the strict one is at the bottom. */
export const overall = ({ map }: Score): number => mean(tolerances.map((name) => map[name]));

const texts = { "exact match": exactMatch, BLEU: bleu, "number sets": numberSets };
const scorers = ["ChartArena", "ChartArena as released", "exact match", "BLEU", "number sets"] as const;
export const arms: readonly string[] = [...scorers, ...Object.keys(texts).map((name) => `${name}, same format`)];

interface Rung {
  readonly step: number;
  readonly damage: Damage;
  readonly share: number;
  readonly map: Readonly<Record<Tolerance, number>>;
  readonly by: Readonly<Record<string, number>>;
}

export async function* climb(
  lab: ArenaLab,
  samples: readonly Sample[],
  steps: number,
  draw: Draw,
): AsyncGenerator<LabEvent, void, void> {
  const ladders: Rung[][] = [];
  for (const [at, { chart, pie }] of samples.entries()) {
    if (at % 5 === 0)
      yield lab.progress(0.3 + (0.6 * at) / samples.length, `damage: chart ${at + 1} of ${samples.length}`);
    const reference = render(chart, formats[chart.kind][0]);
    for (const damage of damages[chart.kind]) {
      const harm = harmer(chart, damage, draw);
      ladders.push(
        Array.from({ length: steps }, (_, step): Rung => {
          const harmed = harm((0.8 * step) / (steps - 1));
          const format: Format = draw.pick<Format>(formats[chart.kind]);
          const text = render(rewritten(harmed.chart, draw), format, { flipped: draw.chance(0.5) });
          const score = scoreText(text, format, reference, { pie });
          const same = render(harmed.chart, formats[chart.kind][0]);
          const by: Record<string, number> = {
            ChartArena: overall(score),
            "ChartArena as released": overall(scoreText(text, format, reference, { pie, mode: "compat" })),
          };
          for (const [name, of] of Object.entries(texts)) {
            by[name] = of(text, reference);
            by[`${name}, same format`] = of(same, reference);
          }
          return { step, damage, share: harmed.share, map: score.map, by };
        }),
      );
    }
  }
  // A score that does not move says nothing about the damage: its correlation counts as 0.
  const follows = (name: string, some: readonly (readonly Rung[])[] = ladders): number =>
    mean(
      some.map(
        (ladder) =>
          spearman(
            ladder.map(({ share }) => share),
            ladder.map(({ by }) => by[name]),
          ) || 0,
      ),
    );
  for (let step = 0; step < steps; step++) {
    const rungs = ladders.map((ladder) => ladder[step]);
    const x = (100 * 0.8 * step) / (steps - 1);
    for (const name of tolerances)
      yield lab.point("Damage", { series: `ChartArena, ${name}`, x, y: mean(rungs.map(({ map }) => map[name])) });
    for (const name of Object.keys(texts))
      yield lab.point("Damage", { series: name, x, y: mean(rungs.map(({ by }) => by[name])) });
  }
  yield lab.measure("structure-aware", follows("ChartArena"));
  yield lab.note(
    `rank correlation of damage and score: ${arms.map((name) => `${name} ${follows(name).toFixed(3)}`).join(", ")}`,
  );
  const kinds = [...new Set(ladders.map(([{ damage }]) => damage))];
  const byKind = kinds.map(
    (kind) =>
      `${kind} ${follows(
        "ChartArena",
        ladders.filter(([{ damage }]) => damage === kind),
      ).toFixed(3)}`,
  );
  const lost = mean(ladders.map(([{ by }]) => 1 - by.ChartArena));
  yield lab.note(`by what was harmed: ${byKind.join(", ")}; another format and order alone lose ${lost.toFixed(4)}`);
}
