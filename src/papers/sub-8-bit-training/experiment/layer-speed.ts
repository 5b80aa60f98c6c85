/** How fast the layer through int8 is, on the processor's own kernels and in WebAssembly, and what it moves about in memory. */
import {
  compile,
  constant,
  input,
  matmulInteger,
  random,
  type Device,
  type Tensor,
  type Values,
  type ValueSpec,
} from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { byteProductsHere, hasNativeKernels } from "#lab/measure/processor";
import { mean } from "#lab/measure/statistics";
import { inferenceArm, shownEstimate, timedPart, timeRatio, twinOf, type Timings } from "#lab/measure/timing";
import { floatLayer, integerLayer, layerFeeds, rearrangedLayer, type Size } from "./layer.ts";
import type { Settings, ShiftQuantLab } from "./settings.ts";

/** What copies or moves values without computing anything. Not among them: transposed operands of products, which the layer has in floats, too, inside of its kernels. */
const moving = /^(Gather|GatherElements|GatherND|Concat|Slice|Split|Scatter\w*|Pad|Tile|Expand)$/;

const moves = (outputs: Readonly<Record<string, Tensor>>): number =>
  compile({ outputs })
    .lower()
    .nodes.filter(({ op }) => moving.test(op)).length;

export function* movesPart(lab: ShiftQuantLab): Generator<LabEvent> {
  const size: Size = [64, 32, 32];
  const [floats, integers, rearranged] = [floatLayer, integerLayer, rearrangedLayer].map((layer) => moves(layer(size)));
  yield lab.measure("no-preprocessing", integers - floats, { exact: true });
  yield lab.note(
    `operators that move data: ${floats} in a float layer, ${integers} with ShiftQuant; dx alone takes ${rearranged} where groups are moved together`,
  );
}

const floats = "32-bit floats";
const integers = "int8, with all quantization";
const products = "int8, products alone";

/** The three products of a layer on codes that are bytes already: the most that int8 could give. */
function bareProducts([rows, inputs, outputs]: Size): Record<string, Tensor> {
  const [middle, zero] = [constant(128, { dtype: "uint8" }), constant(0, { dtype: "int8" })];
  const product = (name: string, n: number, k: number, m: number) =>
    matmulInteger(input(`${name} left`, [n, k], "uint8"), input(`${name} right`, [k, m], "int8"), middle, zero);
  return {
    y: product("y", rows, inputs, outputs),
    dx: product("dx", rows, outputs, inputs),
    dw: product("dw", inputs, rows, outputs),
  };
}

/** Codes of four bits. */
function bytes({ name, shape, dtype }: ValueSpec, seed: number): Uint8Array | Int8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const codes = random(seed).stream(name).integers(size, 15);
  return dtype === "uint8" ? Uint8Array.from(codes, (code) => 121 + code) : Int8Array.from(codes, (code) => code - 7);
}

const timedLayers = { [floats]: floatLayer, [integers]: integerLayer, [products]: bareProducts };

function arms(size: Size, device: Device, seed: number) {
  const feeds = layerFeeds(size, seed);
  return Object.entries(timedLayers).map(([name, layer]) => {
    const outputs = layer(size);
    const own = compile({ outputs }).inputs.map((spec) => [spec.name, feeds[spec.name] ?? bytes(spec, seed)]);
    return inferenceArm(name, { outputs, feeds: Object.fromEntries(own) as Values, device, threads: 1 });
  });
}

/** The float layer's time as a multiple of another's: above 1 the other is faster. */
const faster = (timings: Timings, arm: string): number => 1 / timeRatio(timings, arm, floats).median;

async function* onDevice(
  lab: ShiftQuantLab,
  device: Device,
  where: string,
  { layers, timingRounds: rounds }: Settings,
): AsyncGenerator<LabEvent, { ratio: number; twin: number }, void> {
  const ratios: number[] = [];
  const twins: number[] = [];
  for (const [at, size] of layers.entries()) {
    const part = { ...withProgressRange(lab, at / layers.length, (at + 1) / layers.length), threads: 1 };
    const what = `${where}, a layer of ${size.join(" x ")}`;
    const timings = yield* timedPart(part, arms(size, device, lab.seed), { baseline: floats, rounds }, what);
    ratios.push(faster(timings, integers));
    twins.push(faster(timings, twinOf(floats)));
    for (const [index, name] of speedNames.entries())
      yield lab.point("Speed of a layer", { series: what, x: faster(timings, name), y: index + 1 });
    const times = speedNames.map((name) => `${name} ${shownEstimate(timeRatio(timings, name, floats), 2)}`);
    yield lab.note(`${what}, time as a multiple of that of ${floats}: ${times.join(", ")}`);
  }
  const geometric = (values: readonly number[]) => Math.exp(mean(values.map(Math.log)));
  return { ratio: geometric(ratios), twin: geometric(twins) };
}

export async function* layerSpeedPart(lab: ShiftQuantLab, settings: Settings): AsyncGenerator<LabEvent, void, void> {
  if (hasNativeKernels()) {
    const instructions = byteProductsHere() ?? "a processor that does not say";
    yield lab.note(`products of bytes on this processor: ${instructions}`);
    const { ratio, twin } = yield* onDevice(withProgressRange(lab, 0, 0.4), "cpu", "native", settings);
    yield lab.measure("cpu-speed", ratio, { twin });
  } else yield lab.note("A browser has WebAssembly alone: the claim about native kernels is not measured.");
  const { ratio, twin } = yield* onDevice(withProgressRange(lab, 0.4, 1), "wasm", "WebAssembly", settings);
  yield lab.measure("wasm-speed", ratio, { twin });
}

/** What is drawn of each layer, beside the floats' 1. */
export const speedNames = [integers, products, twinOf(floats)];
