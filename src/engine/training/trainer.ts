/** The trainer: forward, backward and update in one compiled program; parameters and optimizer state stay put between steps. */
import { optimizerBytes, type Optimizer } from "../optimizers/optimizer.ts";
import { compile, type Device, type Program, type ValueSpec } from "../program.ts";
import { random } from "../random.ts";
import { dispose, open, read, type DeviceTensor, type Session, type Values } from "../run/session.ts";
import { megabytes } from "../run/out-of-memory.ts";
import { loadSafetensors, saveSafetensors, type NamedTensor, type Safetensors } from "../safetensors.ts";
import { initialize, type Parameters, type ParameterSpec, type Scope } from "../scope.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { typedArray } from "../values.ts";
import { firstNonFinite } from "./diagnose.ts";
import { estimateMemory, type MemoryEstimate } from "./memory.ts";
import { buildStep, names, type StepGraph } from "./step.ts";
import { input } from "../ops/leaf.ts";

export interface TrainerOptions {
  readonly scope: Scope;
  /** Which of the parameters that are not frozen are trained, such as adapters of a model that stays. Default: all. */
  readonly trains?: (spec: ParameterSpec) => boolean;
  /** A scalar. */
  readonly loss: Tensor;
  /** Scalars that each step reports beside the loss. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
  readonly optimizer: Optimizer;
  /** Largest global norm of the gradients. Default: not clipped. */
  readonly maxGradNorm?: number;
  /** Of the initial values and of the noise. Default 0. */
  readonly seed?: number;
  readonly device?: Device;
  readonly threads?: number;
  /** Initial values by full name; those not given come from the initializers. */
  readonly parameters?: Parameters;
  /** A checkpoint of the same model and optimizer, to go on from. */
  readonly resume?: Uint8Array;
  /** Refuse programs whose estimated peak is above this many bytes, before anything is allocated. */
  readonly memoryLimit?: number;
}

export interface StepResult {
  readonly loss: number;
  readonly [metric: string]: number;
}

/** What a run throws when its loss is no number any more. The parameters are those from before the step. */
export class DivergedError extends Error {
  /** Counted from 1. */
  readonly step: number;
  readonly loss: number;
  constructor(step: number, loss: number, where: string | null) {
    super(`the loss is ${loss} at step ${step}${where === null ? "" : `; the first bad tensor is ${where}`}`);
    this.name = "DivergedError";
    this.step = step;
    this.loss = loss;
  }
}

type State = Map<string, DeviceTensor>;

export class Trainer {
  /** Steps made so far. */
  steps = 0;
  /** Bytes of optimizer state. */
  readonly stateBytes: number;
  /** Estimated from the shapes, before the first step. */
  readonly memory: MemoryEstimate;
  private readonly options: TrainerOptions;
  private readonly graph: StepGraph;
  private readonly sessions = new Map<string, Session>();
  private readonly values: Parameters;
  /** Device tensors of parameters, states and slots, by the name of the input they feed. */
  private state: State = new Map();
  private running: Promise<unknown> = Promise.resolve();
  private released = false;

  constructor(options: TrainerOptions) {
    this.options = options;
    this.graph = buildStep({ ...options, metrics: options.metrics ?? {} });
    this.stateBytes = optimizerBytes(options.optimizer, this.graph.trained);
    this.memory = estimateMemory(Object.values(this.outputs()));
    const { memoryLimit = Infinity } = options;
    if (this.memory.peak > memoryLimit)
      throw new RangeError(
        `createTrainer: a step needs about ${megabytes(this.memory.peak)}, more than the limit of ${megabytes(memoryLimit)}; ` +
          `the largest tensors are ${this.memory.largest.map(({ tensor, bytes }) => `${tensor} (${megabytes(bytes)})`).join(", ")}`,
      );
    this.values = { ...initialize(options.scope, options.seed ?? 0), ...options.parameters };
    this.checkNames("createTrainer", options.parameters ?? {});
  }

  private specs() {
    return [...this.options.scope.parameters, ...this.options.scope.states];
  }

  private outputs(): Record<string, Tensor> {
    return { ...this.graph.observed, ...this.graph.updates(this.graph.gradients) };
  }

  private async session(name: string, outputs: () => Record<string, Tensor>): Promise<Session> {
    const known = this.sessions.get(name);
    if (known) return known;
    const { device, threads } = this.options;
    const program = compile({ outputs: outputs(), name });
    const keep = program.outputs
      .map((spec) => spec.name)
      .filter((output) => output.startsWith("%next") || output.startsWith("%sum"));
    const session = await open(program, { device, threads, keep });
    this.sessions.set(name, session);
    return session;
  }

  /** Compiles the step and fills the state. `createTrainer` calls it. */
  async start(): Promise<void> {
    await this.fill(this.options.resume ? loadSafetensors(this.options.resume) : null);
  }

  /**
   * Begins again at step 0 without compiling anew: with the values given here by full name, the first ones for those that are not given, and
   * an optimizer that remembers nothing.
   */
  restart(parameters: Parameters = {}): Promise<void> {
    if (this.released) return Promise.reject(new Error("the trainer is released"));
    this.checkNames("restart", parameters);
    const done = this.running.then(async () => {
      for (const name of [...this.state.keys()]) this.drop(name);
      this.steps = 0;
      await this.fill(null, parameters);
    });
    this.running = done.catch(() => undefined);
    return done;
  }

  private checkNames(what: string, parameters: Parameters): void {
    for (const name of Object.keys(parameters))
      if (!this.specs().some((spec) => spec.name === name))
        throw new Error(`${what}: the scope has no parameter "${name}"`);
  }

  private async fill(saved: Safetensors | null, given: Parameters = {}): Promise<void> {
    const session = await this.session("step", () => this.outputs());
    const restore = (spec: ValueSpec, initial: () => Float32Array): void => {
      const values = saved ? saved.tensors[spec.name]?.data : initial();
      if (!values) throw new Error(`resume: the checkpoint lacks "${spec.name}"`);
      this.state.set(spec.name, session.tensor(spec, values));
    };
    for (const { name, shape } of this.specs())
      restore({ name, shape, dtype: "float32" }, () => given[name] ?? this.values[name]);
    for (const { name, tensor, fill } of this.graph.slots)
      restore(
        { name, shape: tensor.shape, dtype: "float32" },
        () => typedArray("float32", tensor.size, fill) as Float32Array,
      );
    if (saved) this.steps = Number(saved.metadata.steps ?? 0);
  }

  /**
   * One step on a batch, or on several batches whose gradients are averaged. `rate` overrides the optimizer's.
   * Throws a DivergedError when the loss is not finite; the parameters then stay as they were.
   */
  step(feeds: Values | readonly Values[], options: { learningRate?: number } = {}): Promise<StepResult> {
    if (this.released) return Promise.reject(new Error("the trainer is released"));
    const batches = (Array.isArray(feeds) ? feeds : [feeds]) as readonly Values[];
    const result = this.running.then(() =>
      batches.length === 1 ? this.once(batches[0], options) : this.accumulate(batches, options),
    );
    this.running = result.catch(() => undefined);
    return result;
  }

  private async once(feeds: Values, { learningRate }: { learningRate?: number }): Promise<StepResult> {
    const session = await this.session("step", () => this.outputs());
    const results = await this.run(session, feeds, this.scalars(session.program, learningRate));
    return this.finish(results, [feeds]);
  }

  /** Gradients of every batch are summed by one program; another applies their mean. */
  private async accumulate(
    batches: readonly Values[],
    { learningRate }: { learningRate?: number },
  ): Promise<StepResult> {
    if (batches.length === 0) throw new RangeError("step: no batch");
    const sums = this.graph.trained.map(({ name, shape }) => input(names.sum(name), shape));
    const gather = await this.session("gradients", () => ({
      ...this.graph.observed,
      ...Object.fromEntries(
        this.graph.trained.map(({ name }, i) => [names.next(names.sum(name)), sums[i].add(this.graph.gradients[i])]),
      ),
    }));
    const apply = await this.session("update", () =>
      this.graph.updates(sums.map((sum) => sum.mul(input(names.scale, [])))),
    );
    const before = new Map(this.state);
    for (const { name, shape, tensor } of this.graph.trained)
      this.state.set(names.sum(name), gather.tensor({ name, shape, dtype: "float32" }, new Float32Array(tensor.size)));
    const totals: Record<string, number> = {};
    try {
      for (const [i, feeds] of batches.entries()) {
        const result = await this.finish(await this.run(gather, feeds, {}, i), [feeds], false);
        for (const [key, value] of Object.entries(result)) totals[key] = (totals[key] ?? 0) + value / batches.length;
      }
    } catch (error) {
      this.state = before;
      throw error;
    }
    const scalars = { ...this.scalars(apply.program, learningRate), [names.scale]: 1 / batches.length };
    this.adopt(await this.run(apply, {}, scalars));
    for (const { name } of this.graph.trained) this.drop(names.sum(name));
    this.steps++;
    return totals as unknown as StepResult;
  }

  private scalars(program: Program, learningRate: number | undefined): Record<string, number> {
    const given: Record<string, number> = {
      [names.step]: this.steps + 1,
      [names.learningRate]: learningRate ?? this.options.optimizer.learningRate,
    };
    return Object.fromEntries(
      Object.entries(given).filter(([name]) => program.inputs.some((spec) => spec.name === name)),
    );
  }

  /** One run of a program on the state, the user's feeds, the noise of this step, and scalars. */
  private async run(
    session: Session,
    feeds: Values,
    scalars: Record<string, number>,
    micro = 0,
  ): Promise<Record<string, DeviceTensor>> {
    const { program } = session;
    const noise = this.noise(micro);
    const tensors: Record<string, DeviceTensor> = {};
    for (const name of Object.keys(feeds))
      if (!program.inputs.some((spec) => spec.name === name) || name.startsWith("%"))
        throw new Error(`feed "${name}": unknown; the loss takes ${this.wanted(program)}`);
    for (const spec of [...program.inputs, ...program.parameters]) {
      const kept = this.state.get(spec.name);
      if (kept) tensors[spec.name] = kept;
      else if (spec.name in scalars) tensors[spec.name] = session.tensor(spec, Float32Array.of(scalars[spec.name]));
      else if (spec.name in noise) tensors[spec.name] = session.tensor(spec, noise[spec.name]());
      else if (spec.name in feeds) tensors[spec.name] = session.tensor(spec, feeds[spec.name]);
      else throw new Error(`feed "${spec.name}" is missing; the loss takes ${this.wanted(program)}`);
    }
    return session.runTensors(tensors);
  }

  private wanted(program: Program): string {
    const noises = new Set(this.options.scope.noises.map(({ name }) => name));
    const user = program.inputs.filter(({ name }) => !name.startsWith("%") && !noises.has(name));
    return user.map(({ name }) => `"${name}"`).join(", ") || "nothing";
  }

  /** Drawn from (seed, name, step, micro-batch), so that a resumed run draws the same. */
  private noise(micro: number): Record<string, () => Float32Array> {
    const source = random(this.options.seed ?? 0);
    return Object.fromEntries(
      this.options.scope.noises.map(({ name, shape, kind }) => [
        name,
        () => source.stream(`${name} step ${this.steps} batch ${micro}`)[kind](sizeOf(shape)),
      ]),
    );
  }

  /** Reads loss and metrics; takes the new state over, unless the loss is not finite. */
  private async finish(
    results: Record<string, DeviceTensor>,
    batches: readonly Values[],
    counts = true,
  ): Promise<StepResult> {
    const loss = Number((await read(results[names.loss]))[0]);
    if (!Number.isFinite(loss)) throw new DivergedError(this.steps + 1, loss, await this.whereItBroke(batches[0]));
    const metrics: Record<string, number> = {};
    for (const name of Object.keys(this.options.metrics ?? {}))
      metrics[name] = Number((await read(results[names.metric(name)]))[0]);
    this.adopt(results);
    if (counts) this.steps++;
    return { loss, ...metrics };
  }

  private adopt(results: Record<string, DeviceTensor>): void {
    for (const [output, tensor] of Object.entries(results)) {
      if (!output.startsWith("%next ")) continue;
      const name = output.slice("%next ".length);
      this.drop(name);
      this.state.set(name, tensor);
    }
  }

  private drop(name: string): void {
    const old = this.state.get(name);
    if (old) dispose(old);
    this.state.delete(name);
  }

  private async whereItBroke(feeds: Values): Promise<string | null> {
    const noise = Object.fromEntries(Object.entries(this.noise(0)).map(([name, values]) => [name, values()]));
    return firstNonFinite(
      this.options.loss,
      { ...feeds, ...noise, ...(await this.read(this.specs().map(({ name }) => name))) },
      this.options.device ?? "cpu",
    );
  }

  private async read(wanted: readonly string[]): Promise<Parameters> {
    const values: Parameters = {};
    for (const name of wanted) values[name] = Float32Array.from((await read(this.state.get(name)!)) as Float32Array);
    return values;
  }

  /** A copy of all parameters and states, by full name. On WebGPU they are not at hand: use `snapshot`. */
  parameters(): Parameters {
    return Object.fromEntries(
      this.specs().map(({ name }) => {
        const tensor = this.state.get(name)!;
        if (tensor.location === "gpu-buffer")
          throw new Error("the parameters are on the GPU; use await trainer.snapshot()");
        return [name, Float32Array.from(tensor.data as Float32Array)];
      }),
    );
  }

  /** Like `parameters`, on every device. */
  snapshot(): Promise<Parameters> {
    return this.running.then(() => this.read(this.specs().map(({ name }) => name)));
  }

  /** Everything that `resume` needs, as a safetensors file: parameters, states, optimizer state and the step. */
  async checkpoint(): Promise<Uint8Array> {
    const slots = this.graph.slots.map(({ name, tensor }) => ({ name, shape: tensor.shape }));
    const tensors: Record<string, NamedTensor> = {};
    await this.running;
    for (const { name, shape } of [...this.specs(), ...slots])
      tensors[name] = { data: (await this.read([name]))[name], shape, dtype: "float32" };
    return saveSafetensors(tensors, { producer: "papertape", steps: String(this.steps) });
  }

  /** Frees the sessions after the step that is under way. Calling it again does nothing. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    await this.running;
    for (const tensor of this.state.values()) dispose(tensor);
    await Promise.all([...this.sessions.values()].map((session) => session.release()));
  }
}

/** Builds, compiles and initializes a trainer. */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const trainer = new Trainer(options);
  await trainer.start();
  return trainer;
}
