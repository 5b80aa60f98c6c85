/** Numbers for the claims, and the pictures, from what every arm does at every exit. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import type { Exit } from "../method.ts";
import { arms, separate, wholeArms, type ArmName } from "./arms.ts";
import { bestWithin, budgets } from "./frontier.ts";
import { at, type Grid, type Quality } from "./quality.ts";
import type { MatryoshkaLab } from "./settings.ts";
import { allExits, extent, full, sizes } from "./sizes.ts";

export type Grids = ReadonlyMap<ArmName, Grid>;

const layersBefore = Array.from({ length: extent.depth - 1 }, (_, layer) => layer + 1);
const quarter = extent.width / 4;

export function* measured(lab: MatryoshkaLab, grids: Grids, candidates: number): Generator<LabEvent, void, void> {
  const elastic = grids.get("2-D")!;
  /** What 2-D has more than another arm, on average over some exits. */
  const gain = (name: ArmName, of: keyof Quality, exits: readonly Exit[]) => {
    const other = grids.get(name)!;
    return mean(exits.map(({ layer, size }) => at(elastic, layer, size)[of] - at(other, layer, size)[of]));
  };
  const after = (layer: number) => sizes.map((size) => ({ layer, size }));
  const before = layersBefore.map((layer) => ({ layer, size: full.size }));
  const alone = mean(separate.map((name) => gain(name, "recall", arms[name].exits)));
  yield lab.measure(
    "elastic-two-axes",
    Math.min(...layersBefore.map((layer) => gain("plain", "recall", after(layer)))),
  );
  yield lab.measure("intermediate-usable", gain("plain", "correlation", before));
  yield lab.measure("sts-effective", gain("1-D", "correlation", allExits));
  yield lab.measure("price-of-the-whole", gain("plain", "recall", [full]));
  yield lab.measure("below-small-encoders", alone);
  yield lab.measure("alignment-helps", gain("2-D, no alignment", "recall", allExits));
  const kept = (grid: Grid) => (100 * at(grid, full.layer, quarter).recall) / at(grid, full.layer, full.size).recall;
  yield lab.measure("small-size-similar", kept(elastic));
  const within = budgets(candidates).map(
    (budget) => bestWithin(elastic, budget, candidates) - bestWithin(grids.get("1-D")!, budget, candidates),
  );
  yield lab.measure("beats-mrl-efficiency", mean(within));
  yield lab.note(
    `a quarter of the size keeps ${(["plain", "1-D", "2-D"] as const).map((name) => `${kept(grids.get(name)!).toFixed(0)} % of the recall of ${name}`).join(", ")}; ` +
      `against 1-D at the same arithmetic, from the smallest budget to the largest: ${within.map((more) => more.toFixed(1)).join(", ")}`,
  );
  for (const [name, grid] of grids)
    yield lab.note(`${name}, recall and correlation by layer at sizes ${sizes.join(", ")}: ${shown(grid)}`);
}

const shown = (grid: Grid): string =>
  Array.from({ length: extent.depth }, (_, layer) => layer + 1)
    .filter((layer) => grid.has(`${layer} ${full.size}`))
    .map((layer) => {
      const cells = sizes.map((size) => at(grid, layer, size));
      return `${layer}: ${cells.map(({ recall, correlation }) => `${recall.toFixed(1)} / ${correlation.toFixed(2)}`).join(", ")}`;
    })
    .join("; ");

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;

export function* drawPart(lab: MatryoshkaLab, grids: Grids, candidates: number): Generator<LabEvent, void, void> {
  for (const series of wholeArms.filter((name) => grids.has(name))) {
    const grid = grids.get(series)!;
    for (let layer = 1; layer <= extent.depth; layer++) {
      yield lab.point("Recall by depth", { series, x: layer, y: at(grid, layer, full.size).recall });
      yield lab.point("Similarity by depth", { series, x: layer, y: at(grid, layer, full.size).correlation });
    }
    for (const size of sizes)
      yield lab.point("Recall by size", { series, x: size, y: at(grid, full.layer, size).recall });
    for (const x of budgets(candidates))
      yield lab.point("Recall by arithmetic", { series, x, y: bestWithin(grid, x, candidates) });
  }
  const [plain, elastic] = [grids.get("plain")!, grids.get("2-D")!];
  for (const { layer, size } of allExits)
    yield lab.point("Every setting", {
      ...{ series: `after layer ${layer}`, x: at(plain, layer, size).recall, y: at(elastic, layer, size).recall },
    });
  for (const name of separate.filter((name) => grids.has(name))) {
    const [{ layer, size }] = arms[name].exits;
    yield lab.point("Every setting", {
      ...{
        series: "trained for that setting alone",
        x: at(plain, layer, size).recall,
        y: at(grids.get(name)!, layer, size).recall,
      },
    });
  }
}
