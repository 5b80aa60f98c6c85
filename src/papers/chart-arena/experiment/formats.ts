/** The same content in every format, unharmed and harmed: how far apart its scores are. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { scoreText, tolerances, type Score } from "../method.ts";
import { formats, type Format, type Kind } from "../reading/index.ts";
import type { Draw } from "#lab/datasets/draw";
import type { Sample } from "./corpus.ts";
import { damages, harmer } from "./damage.ts";
import { render, rewritten } from "./render.ts";
import type { ArenaLab } from "./settings.ts";

/** A kind of chart with a format that it is written in. */
export const pairs = (Object.keys(formats) as Kind[]).flatMap((kind) =>
  formats[kind].map((format) => ({ kind, format: format as Format })),
);
const names: Record<Kind, string> = { table: "tables", tree: "mind maps", graph: "flow charts" };
export const pairNames = pairs.map(({ kind, format }) => `${names[kind]}: ${format}`);

/** The five numbers that a score is compared by. */
const parts = ({ em, map }: Score): number[] => [em, ...tolerances.map((name) => map[name])];
const apart = (scores: readonly Score[]): number =>
  Math.max(
    ...parts(scores[0]).map(
      (_, at) => Math.max(...scores.map((one) => parts(one)[at])) - Math.min(...scores.map((one) => parts(one)[at])),
    ),
  );

export async function* compareFormats(
  lab: ArenaLab,
  samples: readonly Sample[],
  draw: Draw,
): AsyncGenerator<LabEvent, void, void> {
  const seen: { kind: Kind; format: Format; harmed: boolean; score: Score }[] = [];
  const distances: { kind: Kind; all: number; withoutSvg: number }[] = [];
  for (const [at, { chart, pie }] of samples.entries()) {
    if (at % 10 === 0) yield lab.progress((0.3 * at) / samples.length, `formats: chart ${at + 1} of ${samples.length}`);
    const { kind } = chart;
    const reference = render(chart, formats[kind][0]);
    const contents = [rewritten(chart, draw)];
    for (const damage of damages[kind]) contents.push(harmer(contents[0], damage, draw)(draw.uniform(0.1, 0.6)).chart);
    for (const [of, content] of contents.entries()) {
      const flipped = draw.chance(0.5);
      const scores = formats[kind].map((format: Format) => ({
        format,
        score: scoreText(render(content, format, { flipped }), format, reference, { pie }),
      }));
      for (const one of scores) seen.push({ ...one, kind, harmed: of > 0 });
      const without = scores.filter(({ format }) => kind !== "table" || format !== "svg");
      distances.push({
        kind,
        all: apart(scores.map(({ score }) => score)),
        withoutSvg: apart(without.map(({ score }) => score)),
      });
    }
  }
  for (const [at, { kind, format }] of pairs.entries())
    for (const harmed of [false, true]) {
      const some = seen.filter((one) => one.kind === kind && one.format === format && one.harmed === harmed);
      const x = 100 * mean(some.map(({ score }) => score.map.high));
      yield lab.point("Formats", { series: harmed ? "harmed" : "unharmed", x, y: at + 1 });
    }
  yield lab.measure("format-agnostic", Math.max(...distances.map(({ all }) => all)));
  const share = distances.filter(({ all }) => all > 1e-9).length / distances.length;
  yield lab.note(
    `largest distance between two formats of one content ${Math.max(...distances.map(({ all }) => all)).toFixed(1)}, found in ${(100 * share).toFixed(1)} % of the contents; ` +
      `without tables in SVG ${Math.max(...distances.map(({ withoutSvg }) => withoutSvg)).toFixed(1)}; ` +
      `unharmed contents below the full score: ${seen.filter(({ harmed, score }) => !harmed && score.em < 1).length}`,
  );
}
