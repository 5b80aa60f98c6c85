/** Forward passes over a few numbers: what something to touch on a page is computed with. */
import { compile, initialize, open, Scope, type Mode, type Tensor, type Values } from "#engine";

export interface Forward<Name extends string> {
  /** Values of the outputs, as flat arrays. `feeds`: inputs, and parameters and states that are not as they start. */
  run(feeds?: Values): Promise<Record<Name, number[]>>;
  release(): Promise<void>;
}

/** Opens the tensors that `build` makes at a fresh scope, initialized at seed 1. One thread: such programs are too small for more. */
export async function openForward<Name extends string>(
  build: (at: Scope) => Record<Name, Tensor>,
  { mode = "inference" }: { mode?: Mode } = {},
): Promise<Forward<Name>> {
  const scope = new Scope({ mode });
  const program = compile({ outputs: build(scope), name: "forward" });
  const initial = initialize(scope, 1);
  const session = await open(program, { threads: 1 });
  return {
    async run(feeds = {}) {
      const own = Object.fromEntries(program.parameters.map(({ name }) => [name, initial[name]]));
      const values = await session.run({ ...own, ...feeds });
      const arrays = Object.entries(values).map(([name, { data }]) => [name, Array.from(data, Number)]);
      return Object.fromEntries(arrays) as Record<Name, number[]>;
    },
    release: () => session.release(),
  };
}

/** One such pass, of tensors without inputs. */
export async function forward<Name extends string>(
  build: (at: Scope) => Record<Name, Tensor>,
  { mode, weights }: { mode?: Mode; weights?: Values } = {},
): Promise<Record<Name, number[]>> {
  const pass = await openForward(build, { mode });
  try {
    return await pass.run(weights);
  } finally {
    await pass.release();
  }
}
