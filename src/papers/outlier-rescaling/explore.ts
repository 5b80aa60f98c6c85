/** A token with an outlier, and one with a gate: two ways to make the rest small. */
import { constant, random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { rmsNorm } from "#lab/nn/norms";
import { gated, rescaleBound } from "./method.ts";
import paper from "./paper.ts";

const width = 32;
/** Where the outlier stands. */
const place = 9;

const draw = random(1).stream("token").normal(width);
const lengthOf = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));

export default explore(paper, {
  intro:
    "A token of 32 normal entries. Make one entry huge: RMSNorm then makes all others small, and the outlier's own gain hides it. Or leave it alone and close the gate behind the norm.",
  inputs: {
    outlier: { kind: "number", label: "Outlier", base: 2, min: 0, max: 10, step: 0.5, default: 6 },
    gain: { kind: "number", label: "Gain at the outlier", min: 0, max: 1, step: 0.01, default: 0.05 },
    gate: { kind: "number", label: "Logit of the gate", min: -6, max: 6, step: 0.25, default: -1.5 },
  },
  charts: {
    "Entry by entry": {
      x: { label: "Entry of the token" },
      y: { label: "Output" },
      caption: "All other gains are 1. The gated token has an ordinary entry in the outlier's place.",
    },
    "Size of the rest": {
      x: { label: "Outlier" },
      y: { label: "Root mean square of the output", scale: "log" },
      caption: "By size of the outlier, at the chosen gain there. No output is larger than the bound.",
    },
  },
  async compute({ outlier, gain, gate }) {
    const token = (size: number) => Array.from(draw, (value, at) => (at === place ? size : value));
    const gains = Array.from(draw, (_, at) => (at === place ? gain : 1));
    const sizes = Array.from({ length: 21 }, (_, at) => 2 ** (at / 2));
    const { rms, large, plain, closed } = await forward((at) => {
      const normal = rmsNorm(at, constant([token(outlier), ...sizes.map(token)])).mul(constant(gains));
      const ordinary = rmsNorm(at.scope("ordinary"), constant(Array.from(draw)));
      return {
        rms: normal.square().mean(-1).sqrt(),
        large: normal.slice(0, 0, 1),
        plain: ordinary,
        closed: gated(ordinary, constant(gate)),
      };
    });
    const boundAt = (size: number) => rescaleBound(size / lengthOf(token(size)), gain, 1);
    const entries = Object.entries({ "with the outlier": large, "with the gate": closed, "with neither": plain });
    const rest = (values: readonly number[]) => lengthOf(values.filter((_, at) => at !== place)) / Math.sqrt(width - 1);
    return {
      points: [
        ...entries.flatMap(([series, values]) =>
          values.map((y, at) => ({ chart: "Entry by entry" as const, series, x: at + 1, y })),
        ),
        ...sizes.flatMap((x, at) => [
          { chart: "Size of the rest" as const, series: "output", x, y: rms[at + 1] },
          { chart: "Size of the rest" as const, series: "bound", x, y: boundAt(x) },
        ]),
      ],
      statement: `The outlier of ${inWords(outlier, 3)} leaves the other entries at ${inWords(rest(large))} of root mean square, the gate alone at ${inWords(rest(closed))}, neither at ${inWords(rest(plain))}. The whole output is ${inWords(rms[0])} and cannot be more than ${inWords(boundAt(outlier))}.`,
    };
  },
});
