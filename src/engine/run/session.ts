/** Sessions: a program loaded into ONNX Runtime on one device. */
import { loadRuntime } from "#ort";
import { checkFeed, compile, type Device, type Program, type ValueSpec } from "../program.ts";
import type { Parameters } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import type { TypedArray, Value } from "../values.ts";
import { explainMemory } from "./out-of-memory.ts";
import type { InferenceSession, OrtTensor, Runtime } from "./runtime.ts";

/** Feeds by name. */
export type Values = Readonly<Record<string, TypedArray>>;

export interface OpenOptions {
  /** Default "cpu". */
  readonly device?: Device;
  /** Threads for one run; default: what ONNX Runtime finds (WASM: up to 4, one without cross-origin isolation). */
  readonly threads?: number;
  /** Parameters that become part of the session; the others are fed at every run. */
  readonly parameters?: Parameters;
  /** Refuse to run ops that the device lacks on the CPU instead. Default false. */
  readonly strict?: boolean;
  /** Outputs that stay on the device where it can keep them. */
  readonly keep?: readonly string[];
  /** Look for NaN and infinity in float feeds, and name the first. Default false. */
  readonly checkFeeds?: boolean;
  /** Anything more that ONNX Runtime understands. */
  readonly runtime?: InferenceSession.SessionOptions;
}

export type DeviceTensor = OrtTensor;

export class Session {
  readonly program: Program;
  readonly device: Device;
  private readonly runtime: Runtime;
  private readonly inner: InferenceSession;
  private readonly fed: readonly ValueSpec[];
  private readonly checkFeeds: boolean;
  /** Runs go one after the other: the runtime refuses to be entered twice. */
  private last: Promise<unknown> = Promise.resolve();
  private released: Promise<void> | null = null;

  constructor(program: Program, runtime: Runtime, inner: InferenceSession, options: OpenOptions) {
    const { device = "cpu", parameters = {}, checkFeeds = false } = options;
    this.program = program;
    this.device = device;
    this.runtime = runtime;
    this.inner = inner;
    this.checkFeeds = checkFeeds;
    this.fed = [...program.inputs, ...program.parameters.filter(({ name }) => !(name in parameters))];
  }

  /** A device tensor over the values. Throws when they do not fit. */
  tensor(spec: ValueSpec, values: TypedArray): DeviceTensor {
    const data = checkFeed(spec, values);
    if (this.checkFeeds) checkFinite(spec.name, data);
    const { Tensor } = this.runtime;
    return new Tensor(spec.dtype as "float32", data as Float32Array, spec.shape as number[]);
  }

  /**
   * Runs the program once. `feeds` holds every input, and every parameter that was not given to `open`.
   * Throws when a feed is missing, unknown, or of another type or size.
   */
  async run(feeds: Values = {}): Promise<Record<string, Value>> {
    const tensors: Record<string, DeviceTensor> = {};
    for (const name of Object.keys(feeds))
      if (!this.fed.some((spec) => spec.name === name))
        throw new Error(`feed "${name}": unknown; ${this.program.name} takes ${list(this.fed)}`);
    for (const spec of this.fed) {
      if (!(spec.name in feeds))
        throw new Error(`feed "${spec.name}" is missing; ${this.program.name} takes ${list(this.fed)}`);
      tensors[spec.name] = this.tensor(spec, feeds[spec.name]);
    }
    const results = await this.runTensors(tensors);
    return Object.fromEntries(
      await Promise.all(
        this.program.outputs.map(async (spec) => [spec.name, { ...spec, data: await read(results[spec.name]) }]),
      ),
    );
  }

  /** Like `run`, on device tensors and unchecked: for loops that keep their state on the device. */
  async runTensors(feeds: Readonly<Record<string, DeviceTensor>>): Promise<Record<string, DeviceTensor>> {
    if (this.released !== null) throw new Error(`session of ${this.program.name} is released`);
    const result = this.last.then(async () => {
      try {
        return await this.inner.run(feeds);
      } catch (error) {
        throw explainMemory(error, this.program);
      }
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Frees the session after the runs that are under way. Calling it again does nothing. */
  release(): Promise<void> {
    this.released ??= this.last.then(() => this.inner.release());
    return this.released;
  }

  /** Writes what `runtime: { enableProfiling: true }` recorded. */
  endProfiling(): void {
    this.inner.endProfiling();
  }
}

const list = (specs: readonly ValueSpec[]): string => specs.map(({ name }) => `"${name}"`).join(", ") || "nothing";

function checkFinite(name: string, data: TypedArray): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`feed "${name}": ${data[at]} at position ${at}`);
}

/** The values of a device tensor, wherever they are. */
export const read = async (tensor: DeviceTensor): Promise<TypedArray> =>
  (tensor.location === "cpu" || tensor.location === "cpu-pinned" ? tensor.data : await tensor.getData()) as TypedArray;

/** Gives a device tensor's memory back; tensors in main memory are left to the garbage collector. */
export function dispose(tensor: DeviceTensor): void {
  if (tensor.location === "gpu-buffer") tensor.dispose();
}

const usesDouble = ({ inputs, outputs }: Program): boolean =>
  [...inputs, ...outputs].some(({ dtype }) => dtype === "float64");

/** Loads a program on a device. Throws when the device is missing or an op has no kernel there. */
export async function open(program: Program, options: OpenOptions = {}): Promise<Session> {
  const { device = "cpu", threads, parameters, strict = false, keep = [], runtime: extra = {} } = options;
  const runtime = await loadRuntime({ device, threads });
  const model = program.toOnnx({ parameters, target: device });
  const inner = await runtime.InferenceSession.create(model, {
    executionProviders: [runtime.provider],
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    logSeverityLevel: 3,
    // With a pattern the second run plans one block for everything, while the first run's pieces stay: twice the memory,
    // and not measurably faster.
    enableMemPattern: false,
    // Beyond "basic" the optimizer fuses into kernels that exist for float32 only, without looking at the type.
    graphOptimizationLevel: usesDouble(program) ? "basic" : "all",
    ...(runtime.keepsOutputs && keep.length > 0
      ? {
          preferredOutputLocation: Object.fromEntries(
            program.outputs.map(({ name }) => [name, keep.includes(name) ? "gpu-buffer" : "cpu"]),
          ),
        }
      : {}),
    ...(strict ? { extra: { session: { disable_cpu_ep_fallback: "1" } } } : {}),
    ...extra,
  });
  return new Session(program, runtime, inner, options);
}

/**
 * The value of one tensor: compile, open, run, release. For tests and small sums; loops should keep a session.
 * Feeds that the tensor does not need are ignored.
 */
export async function evaluate(tensor: Tensor, feeds: Values = {}, options: OpenOptions = {}): Promise<Value> {
  const session = await open(compile({ outputs: { value: tensor }, name: "evaluate" }), options);
  try {
    const { inputs, parameters } = session.program;
    const taken = new Set([...inputs, ...parameters].map(({ name }) => name));
    return (await session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => taken.has(name))))).value;
  } finally {
    await session.release();
  }
}
