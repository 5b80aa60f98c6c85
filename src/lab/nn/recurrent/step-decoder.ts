/** One step of a decoder as a program: its states are fed back, in the order of the hypotheses that live on. */
import { compile, input, open, Scope, type Device, type Parameters, type Program, type Session } from "#engine";
import type { BeamDecoder } from "./beam-search.ts";
import { decode, encode, type Seq2Seq } from "./seq2seq.ts";

/** A model with its weights, ready to translate one sentence after another. */
export interface Translating {
  /** A decoder of one source: its symbols, without padding, at most `longest` of them. */
  of(source: readonly number[]): Promise<BeamDecoder>;
  release(): Promise<void>;
}

export interface TranslatingOptions {
  readonly parameters: Parameters;
  /** Symbols of the longest source. */
  readonly longest: number;
  /** Most rows of a step. */
  readonly width: number;
  readonly device?: Device;
  readonly threads?: number;
}

/** Row counts that have a program of their own: a step is computed by the smallest that has all its rows. */
const sizesUpTo = (width: number): number[] =>
  [1, 2, 4, 8, 16, 32].filter((rows) => rows < 2 * width && (rows === 1 || rows / 2 < width));

export async function openTranslating(
  model: Seq2Seq,
  { parameters, longest, width, device, threads }: TranslatingOptions,
): Promise<Translating> {
  const opened = (program: Program) => open(program, { parameters: those(program, parameters), device, threads });
  const source = encode(new Scope({ mode: "inference" }), input("source", [1, longest], "int32"), model);
  const encoder = await opened(compile({ outputs: { ...source }, name: "encoder" }));
  const steps = new Map<number, Session>();
  for (const rows of sizesUpTo(width)) steps.set(rows, await opened(stepProgram(model, rows, longest)));
  return {
    async of(symbols) {
      if (symbols.length > longest) throw new RangeError(`${symbols.length} symbols, and there is room for ${longest}`);
      const padded = new Int32Array(longest);
      padded.set(symbols);
      const read = await encoder.run({ source: padded });
      const seen = Object.fromEntries(Object.entries(read).map(([name, { data }]) => [name, data]));
      let states: Record<string, Float32Array> = {};
      return {
        async step(read, parents) {
          const rows = [...steps.keys()].find((size) => size >= read.length)!;
          const given = new Int32Array(rows);
          given.set(read);
          const fed = Object.fromEntries(
            stateNames(model).map((name) => [name, takeRows(states[name], parents, rows, model.units)]),
          );
          const result = await steps.get(rows)!.run({ given, ...seen, ...fed });
          states = Object.fromEntries(
            stateNames(model).map((name) => [name, result[`next ${name}`].data]),
          ) as typeof states;
          const rowOf = (name: string, row: number, length: number) =>
            (result[name].data as Float32Array).slice(row * length, (row + 1) * length);
          return read.map((_, row) => ({
            logProbabilities: rowOf("logProbabilities", row, model.vocabulary),
            attention: rowOf("attention", row, longest).subarray(0, symbols.length),
          }));
        },
      };
    },
    async release() {
      for (const session of [encoder, ...steps.values()]) await session.release();
    },
  };
}

/** Those that a program has. */
const those = (program: Program, parameters: Parameters): Parameters =>
  Object.fromEntries(program.parameters.map(({ name }) => [name, parameters[name]]));

const stateNames = ({ layers }: Seq2Seq): string[] =>
  Array.from({ length: layers }, (_, at) => [`cell ${at + 1}`, `output ${at + 1}`]).flat();

/** given [rows, 1], one source for all rows, states in; log P, attention and the next states out. */
export function stepProgram(model: Seq2Seq, rows: number, longest: number) {
  const { layers, units, vocabulary } = model;
  const source = {
    memory: input("memory", [1, longest, units]),
    keys: input("keys", [1, longest, units]),
    visible: input("visible", [1, 1, longest]),
  };
  const start = Array.from({ length: layers }, (_, at) => ({
    cell: input(`cell ${at + 1}`, [rows, units]),
    output: input(`output ${at + 1}`, [rows, units]),
  }));
  const given = input("given", [rows, 1], "int32");
  const { logits, attention, states } = decode(new Scope({ mode: "inference" }), given, source, model, start);
  const next = states.flatMap(({ cell, output }, at) => [
    [`next cell ${at + 1}`, cell] as const,
    [`next output ${at + 1}`, output] as const,
  ]);
  const logProbabilities = logits.reshape(rows, vocabulary).logSoftmax();
  const outputs = { logProbabilities, attention: attention.reshape(rows, longest), ...Object.fromEntries(next) };
  return compile({ outputs, name: `one step of ${rows} rows` });
}

/** Rows of [n, width] by their numbers, and zeros up to `rows`. Without values: zeros. */
function takeRows(
  values: Float32Array | undefined,
  parents: readonly number[],
  rows: number,
  width: number,
): Float32Array {
  const taken = new Float32Array(rows * width);
  if (values)
    for (const [row, parent] of parents.entries())
      taken.set(values.subarray(parent * width, (parent + 1) * width), row * width);
  return taken;
}
