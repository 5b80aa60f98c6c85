/** A gradient whose channels differ in range: what few bits leave of it with one scale, with ShiftQuant, and with the best groups. */
import { input, random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { largestCode } from "#lab/nn/low-precision/codes";
import { matrixError, optimalRanges } from "./experiment/optimum.ts";
import { pictureCharts, pictures, rangesOf } from "./experiment/pictures.ts";
import { shiftCodes } from "./method.ts";
import paper from "./paper.ts";

const [rows, channels] = [64, 64];

export default explore(paper, {
  intro:
    "64 channels of a gradient, some loud and some quiet. One scale for all must hold the loudest, and rounds the quiet ones to zero. Give them groups, and watch the bar at the left end.",
  inputs: {
    bits: { kind: "number", label: "Bits of a code", min: 2, max: 8, step: 1, default: 4 },
    groups: { kind: "number", label: "Groups of channels", min: 1, max: 8, step: 1, default: 4 },
    spread: { kind: "number", label: "Spread of the ranges", unit: "octaves", min: 0, max: 4, step: 0.5, default: 2 },
  },
  charts: pictureCharts,
  async compute({ bits, groups, spread }) {
    const draw = random(1);
    const loudness = draw.stream("channels").normal(channels);
    const gradient = draw
      .stream("gradient")
      .normal(rows * channels)
      .map((value, at) => value * 2 ** (spread * loudness[at % channels]));
    const noise = draw.stream("noise").uniform(gradient.length);
    const pass = await openForward(() => {
      const of = (groups: number) => shiftCodes(input("gradient", [rows, channels]), { bits, groups }).scale;
      return { one: of(1), shift: of(groups) };
    });
    const { one, shift } = await pass.run({ gradient });
    await pass.release();
    const best = optimalRanges(rangesOf(gradient, channels), groups).map((range) => range / largestCode(bits));
    const scales = { "one scale": one, ShiftQuant: shift, "best groups": best };
    const error = (each: readonly number[]) => matrixError(gradient, each);
    return {
      points: [...pictures({ gradient, bits, scales, noise })],
      statement: `In ${bits} bits, one scale for all channels has ${inWords(error(one) / error(shift))} times the squared error of ShiftQuant in ${groups} groups; the best groups of any scale have ${inWords(error(best) / error(shift))} times that of ShiftQuant.`,
    };
  },
});
