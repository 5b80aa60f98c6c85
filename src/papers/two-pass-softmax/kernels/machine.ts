/** The kernels, loaded over one memory with three rows: what is read, what is written, and one more for a limit of the machine. */
import { emitModule } from "#lab/wasm/emit";
import { openCrew, type Crew } from "#lab/wasm/crew";
import { constantTable, type Madd } from "./arithmetic.ts";
import { counters, slots } from "./pass.ts";
import { passes, type PassName } from "./passes.ts";

/** Four lanes of each part of the row. */
export interface PassResult {
  readonly result: Float32Array;
  readonly exponent: Float32Array;
}

export interface Told {
  readonly maximum?: number;
  readonly factor?: number;
}

/** One build of the kernels, on one thread or on several. */
export interface Kernels {
  /** Addresses of rows in bytes, length in floats. */
  run(pass: PassName, from: number, to: number, length: number, told?: Told): PassResult;
  /** Floats read and written since it was loaded; 0 where it does not count. */
  traffic(): { readonly reads: number; readonly writes: number };
}

export interface Machine {
  readonly floats: Float32Array;
  /** Addresses in bytes, of rows that have room for `capacity` floats each. */
  readonly rows: readonly [from: number, to: number, third: number];
  kernels(build: Madd, options?: { counted?: boolean }): Kernels;
  /** @param threads at least two; the memory has to be shared. */
  crew(build: Madd, threads: number): Promise<Kernels & { release(): Promise<void> }>;
}

const page = 65_536;
/** Threads at most, each with numbers of its own. */
const most = 64;
const numbersAt = (thread: number) => 4_096 + slots.bytes * thread;
const firstRow = 4_096 + slots.bytes * most;

/** @param capacity of a row, in floats. @throws RangeError where there is no memory for three of them. */
export function openMachine(capacity: number, { shared = false } = {}): Machine {
  const room = 16 * Math.ceil(capacity / 4) + 64;
  const pages = Math.ceil((firstRow + 3 * room) / page);
  const layout = { minimum: pages, maximum: pages, shared };
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  const floats = new Float32Array(memory.buffer);
  const integers = new Int32Array(memory.buffer);
  floats.set(constantTable);
  const rows = [0, 1, 2].map((row) => firstRow + row * room) as [number, number, number];
  const moduleOf = (madd: Madd, counted = false) =>
    new WebAssembly.Module(emitModule(passes({ madd, counted }), layout, counted ? { counters } : {}));

  const tell = (thread: number, third: number, { maximum = 0, factor = 1 }: Told) => {
    const at = numbersAt(thread) / 4;
    floats[at] = maximum;
    floats[at + 1] = factor;
    integers[at + slots.third / 4] = third;
  };
  // By a loop, which takes a tenth of the time of `Float32Array.from`: on short rows passes are no longer than that.
  const lanesOf = (threads: number, slot: number) => {
    const all = new Float32Array(4 * threads);
    for (let lane = 0; lane < all.length; lane++) all[lane] = floats[(numbersAt(lane >> 2) + slot) / 4 + (lane & 3)];
    return all;
  };
  const results = (threads: number): PassResult => ({
    result: lanesOf(threads, slots.result),
    exponent: lanesOf(threads, slots.exponent),
  });

  return {
    floats,
    rows,
    kernels(madd, { counted = false } = {}) {
      const { exports } = new WebAssembly.Instance(moduleOf(madd, counted), { env: { memory } });
      return {
        run(pass, from, to, length, told = {}) {
          tell(0, rows[2], told);
          (exports[pass] as (...args: number[]) => void)(from, to, length, numbersAt(0));
          return results(1);
        },
        traffic() {
          const [reads, writes] = counters.map((name) => (exports[name] as WebAssembly.Global | undefined)?.value ?? 0);
          return { reads, writes };
        },
      };
    },
    async crew(madd, threads) {
      const names = passes({ madd, counted: false }).map(({ name }) => name);
      const crew: Crew = await openCrew(moduleOf(madd), memory, names, threads);
      return {
        release: () => crew.release(),
        traffic: () => ({ reads: 0, writes: 0 }),
        run(pass, from, to, length, told = {}) {
          // Parts of whole cache lines, so that no two threads write the same one.
          const part = 16 * Math.ceil(length / 16 / threads);
          const used = Math.max(1, Math.ceil(length / part));
          for (let thread = 0; thread < used; thread++) tell(thread, rows[2] + 4 * part * thread, told);
          crew.run(
            pass,
            Array.from({ length: used }, (_, thread) => {
              const begin = part * thread;
              return [from + 4 * begin, to + 4 * begin, Math.min(part, length - begin), numbersAt(thread)];
            }),
          );
          return results(used);
        },
      };
    },
  };
}
