/**
 * Writes WebAssembly modules: functions over one imported memory, with 128-bit vectors. Code is a list of bytes, and an instruction a
 * function of the code of its operands, so that a kernel reads as an expression.
 * Format and numbers of instructions: the WebAssembly core specification, chapter 5 (binary format), with relaxed SIMD of version 3.
 */
export type Code = readonly number[];
export type ValueType = "i32" | "f32" | "v128";

export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

export interface FunctionBody {
  readonly params: readonly Local[];
  local(type: ValueType): Local;
}

export interface EmittedFunction {
  readonly name: string;
  readonly params: readonly ValueType[];
  /** Its statements, in order. It returns nothing: results go to memory. */
  build(body: FunctionBody): readonly Code[];
}

export interface EmittedMemory {
  /** Pages of 64 KiB that the memory has at least, and at most. */
  readonly minimum: number;
  readonly maximum: number;
  /** Between threads. */
  readonly shared: boolean;
}

const types: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const empty = 0x40;

/** LEB128 of a whole number that is not negative. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** LEB128 of a 32-bit integer. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && low < 64) || (rest === -1 && low >= 64)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const simd = (opcode: number, ...operands: Code[]): Code => [...operands.flat(), 0xfd, ...unsigned(opcode)];
const unary = (opcode: number) => (a: Code) => simd(opcode, a);
const binary = (opcode: number) => (a: Code, b: Code) => simd(opcode, a, b);
const ternary = (opcode: number) => (a: Code, b: Code, c: Code) => simd(opcode, a, b, c);
/** Bytes from an address on; that it is aligned is a hint, which none of ours gives. */
const at = (offset: number): number[] => [0, ...unsigned(offset)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  sub: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  and: (a: Code, b: Code): Code => [...a, ...b, 0x71],
  greaterEqual: (a: Code, b: Code): Code => [...a, ...b, 0x4e],
  greater: (a: Code, b: Code): Code => [...a, ...b, 0x4a],
  load: (address: Code, offset = 0): Code => [...address, 0x28, ...at(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, ...at(offset)],
};

export const v128 = {
  load: (address: Code, offset = 0): Code => [...simd(0x00, address), ...at(offset)],
  /** One 32-bit number, in all lanes. */
  loadSplat: (address: Code, offset = 0): Code => [...simd(0x09, address), ...at(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...simd(0x0b, address, value), ...at(offset)],
  /** Four 32-bit integers. */
  const: (lanes: readonly [number, number, number, number]): Code => [
    ...simd(0x0c),
    ...new Uint8Array(Int32Array.from(lanes).buffer),
  ],
  and: binary(0x4e),
  /** a and not b. */
  andNot: binary(0x4f),
  xor: binary(0x51),
  /** Bits of a where the mask has ones, of b elsewhere. */
  select: ternary(0x52),
};

/** Four 32-bit floats. */
export const f32x4 = {
  less: binary(0x43),
  add: binary(0xe4),
  sub: binary(0xe5),
  mul: binary(0xe6),
  /** a if it is not smaller than b, or if one is not a number; else b. One instruction where the usual maximum takes several. */
  pseudoMax: binary(0xeb),
  /** a b + c, rounded once or twice as the processor likes. Relaxed SIMD. */
  relaxedMadd: ternary(0x105),
};

/** Four 32-bit integers. */
export const i32x4 = {
  splat: unary(0x11),
  less: binary(0x39),
  add: binary(0xae),
  sub: binary(0xb1),
  max: binary(0xb8),
  /** The count is one number for all lanes. */
  shiftLeft: (a: Code, count: Code): Code => simd(0xab, a, count),
  /** Of eight products of 16-bit integers, the sums of neighbours. */
  dot: binary(0xba),
  /** One of the four, as an `i32`. */
  lane: (a: Code, lane: number): Code => [...simd(0x1b, a), lane],
};

/** Eight 16-bit integers. */
export const i16x8 = {
  /** The first eight of sixteen 8-bit integers, with their signs. */
  extendLow: unary(0x87),
  /** The last eight. */
  extendHigh: unary(0x88),
};

/** Repeats the statements while the condition holds. */
export const whileLoop = (condition: Code, statements: readonly Code[]): Code => [
  ...[0x02, empty, 0x03, empty],
  ...[...condition, 0x45, 0x0d, 1],
  ...[...statements.flat(), 0x0c, 0],
  ...[0x0b, 0x0b],
];

/** Adds to one of the counters that a module exports; to be put before the code that is counted. */
export const count = (counter: number, by: number): Code => [
  ...[0x23, counter, ...i32.const(by)],
  ...[0x6a, 0x24, counter],
];

function codeOf({ params, build }: EmittedFunction): number[] {
  const locals: ValueType[] = [];
  const handle = (index: number): Local => ({
    get: [0x20, ...unsigned(index)],
    set: (value) => [...value, 0x21, ...unsigned(index)],
  });
  const statements = build({
    params: params.map((_, index) => handle(index)),
    local: (type) => handle(params.length + locals.push(type) - 1),
  });
  const declared = locals.flatMap((type) => [1, types[type]]);
  return sized([...unsigned(locals.length), ...declared, ...statements.flat(), 0x0b]);
}

const sized = (bytes: Code): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, items: readonly Code[]): number[] =>
  items.length === 0 ? [] : [id, ...sized([...unsigned(items.length), ...items.flat()])];
const named = (name: string): number[] => sized([...new TextEncoder().encode(name)]);

/**
 * The bytes of a module that imports `env.memory` and exports its functions by name, and its counters, 32-bit globals that begin at 0.
 * @param options.counters their names; `count` takes their place in this list.
 */
export function emitModule(
  functions: readonly EmittedFunction[],
  memory: EmittedMemory,
  { counters = [] }: { readonly counters?: readonly string[] } = {},
): Uint8Array<ArrayBuffer> {
  const limits = [memory.shared ? 3 : 1, ...unsigned(memory.minimum), ...unsigned(memory.maximum)];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map(({ params }) => [0x60, ...sized(params.map((type) => types[type])), 0]),
    ),
    ...section(2, [[...named("env"), ...named("memory"), 2, ...limits]]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      6,
      counters.map(() => [types.i32, 1, ...i32.const(0), 0x0b]),
    ),
    ...section(7, [
      ...functions.map(({ name }, index) => [...named(name), 0, ...unsigned(index)]),
      ...counters.map((name, index) => [...named(name), 3, ...unsigned(index)]),
    ]),
    ...section(10, functions.map(codeOf)),
  ]);
}
