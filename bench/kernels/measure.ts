/** Rows and products timed one after the other; what it yields is said while it runs. */
import { random, type Device } from "../../src/engine/index.ts";
import { canShare, processors } from "../../src/lab/wasm/crew.ts";
import { hasFusedMadd } from "../../src/lab/wasm/relaxed.ts";
import { clockFor, timeArms, type TimedArm } from "../../src/lab/measure/timing.ts";
import { median } from "../../src/lab/measure/statistics.ts";
import { openMachine } from "../../src/papers/two-pass-softmax/kernels/machine.ts";
import { flopsOf, productsOf, type Product } from "../engine/limit.ts";
import { models } from "../engine/models.ts";
import { openTensorFlow, productArms, softmaxArms } from "./arms.ts";
import { onnx } from "./peers.ts";

export interface Plan {
  readonly device: Device;
  /** Lengths of rows as powers of two. */
  readonly lengths: readonly number[];
  readonly rounds: number;
}

/** Milliseconds of each arm for one row or for one whole batch of products. */
export type Times = Readonly<Record<string, number>>;

export type Row = { readonly length: number; readonly times: Times };

export interface Measured {
  readonly fused: boolean;
  /** On one thread. */
  readonly rows: readonly Row[];
  /** On all processors; null where memory cannot be shared between threads. */
  readonly together: { readonly threads: number; readonly rows: readonly Row[] } | null;
  readonly products: readonly {
    readonly shape: Product;
    /** How often the step has it. */
    readonly count: number;
    readonly flops: number;
    readonly times: Times;
  }[];
}

/** Work of a run at least: below it the call would be timed. */
const fewestFloats = 2 ** 18;
const fewestFlops = 2 ** 25;

export async function measure({ device, lengths, rounds }: Plan, say: (what: string) => void): Promise<Measured> {
  const fused = hasFusedMadd();
  await openTensorFlow();
  const row = { lengths, rounds, device, fused, say };
  const rows = await rowsOf({ ...row, threads: 1 });
  const threads = canShare() ? processors() : 1;
  const together = threads > 1 ? { threads, rows: await rowsOf({ ...row, threads }) } : null;
  const products = [];
  for (const { shape, count } of distinct(productsOf(models.gpt()))) {
    say(`product [${[...shape.batch, shape.rows, shape.inner]}] x [${[shape.inner, shape.columns]}]`);
    const flops = flopsOf(shape);
    const times = Math.max(1, Math.round(fewestFlops / flops));
    products.push({ shape, count, flops, times: await timesOf(await productArms(shape, times, fused, device), rounds, times) }); // prettier-ignore
  }
  return { fused, rows, together, products };
}

interface RowPlan extends Plan {
  readonly threads: number;
  readonly fused: boolean;
  readonly say: (what: string) => void;
}

async function rowsOf({ device, lengths, rounds, threads, fused, say }: RowPlan): Promise<Row[]> {
  const longest = 2 ** Math.max(...lengths);
  const machine = openMachine(longest, { shared: threads > 1 });
  machine.floats.set(random(1).stream("row").uniform(longest).map((u) => 40 * u - 20), machine.rows[0] / 4); // prettier-ignore
  const build = fused ? "fused" : "plain";
  const crew = threads > 1 ? await machine.crew(build, threads) : null;
  const loaded = { machine, kernels: crew ?? machine.kernels(build) };
  const rows = [];
  for (const power of lengths) {
    const length = 2 ** power;
    say(`softmax of ${length.toLocaleString("en")} numbers on ${threads === 1 ? "one thread" : `${threads} threads`}`);
    const times = Math.max(1, fewestFloats / length);
    const arms = softmaxArms(loaded, length, times, { device, threads });
    rows.push({ length, times: await timesOf(arms, rounds, times, threads) });
  }
  await crew?.release();
  return rows;
}

async function timesOf(arms: readonly TimedArm[], rounds: number, times: number, threads = 1): Promise<Times> {
  const work = timeArms(arms, { baseline: onnx, rounds, seed: 1, clock: clockFor(threads) });
  for (let next = await work.next(); ; next = await work.next())
    if (next.done)
      return Object.fromEntries(Object.entries(next.value).map(([name, all]) => [name, median(all) / times]));
}

function distinct(products: readonly Product[]): { shape: Product; count: number }[] {
  const byShape = new Map<string, { shape: Product; count: number }>();
  for (const shape of products) {
    const key = JSON.stringify(shape);
    byShape.set(key, { shape, count: (byShape.get(key)?.count ?? 0) + 1 });
  }
  return [...byShape.values()];
}
