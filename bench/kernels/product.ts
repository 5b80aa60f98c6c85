/**
 * A matrix product in WebAssembly, emitted for its shape: C [rows, columns] = A [rows, inner] B [inner, columns], float32, row after row.
 * B goes, a block of its rows at a time, into panels of eight columns that caches hold; a tile of six rows and eight columns of C stays in
 * twelve of the sixteen registers while a block lasts (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008).
 */
import { f32x4, i32, v128, whileLoop, type Code, type EmittedFunction, type FunctionBody, type Local } from "../../src/lab/wasm/emit.ts"; // prettier-ignore

export interface Shape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

const tileRows = 6;
const tileColumns = 8;
/** Rows of B in a block: a panel of it is 8 KiB. */
const blockLength = 256;
/** Rows of a panel in one turn of the innermost loop. */
const unroll = 4;

/** Bytes that the panels of a block take. */
export const panelBytes = ({ inner, columns }: Shape): number => 4 * Math.min(blockLength, inner) * columns;

/** The function `product(a, b, c, panels)` of addresses in bytes. @throws RangeError unless columns are a multiple of 8. */
export function product(shape: Shape, fused: boolean): EmittedFunction {
  if (shape.columns % tileColumns !== 0)
    throw new RangeError(`columns must be a multiple of ${tileColumns}, got ${shape.columns}`);
  return {
    name: "product",
    params: ["i32", "i32", "i32", "i32"],
    build(body) {
      const kernel = kernelOf(body, fused);
      return Array.from({ length: Math.ceil(shape.inner / blockLength) }, (_, at) => {
        const from = at * blockLength;
        const block = { from, length: Math.min(blockLength, shape.inner - from) };
        return [...packed(kernel, shape, block), ...multiplied(kernel, shape, block)];
      }).flat();
    },
  };
}

/** Rows of B. */
interface Block {
  readonly from: number;
  readonly length: number;
}

interface Kernel {
  readonly params: readonly Local[];
  readonly a: Local;
  readonly b: Local;
  readonly c: Local;
  readonly panel: Local;
  readonly left: readonly [outer: Local, middle: Local, inner: Local];
  /** Of the tile: two vectors a row. */
  readonly sums: readonly Local[];
  readonly factors: readonly [Local, Local];
  readonly number: Local;
  madd(a: Code, b: Code, c: Code): Code;
}

function kernelOf({ params, local }: FunctionBody, fused: boolean): Kernel {
  const [a, b, c, panel, outer, middle, inner] = Array.from({ length: 7 }, () => local("i32"));
  const [first, second, number, ...sums] = Array.from({ length: 3 + 2 * tileRows }, () => local("v128"));
  return {
    ...{ params, a, b, c, panel, sums, number },
    left: [outer, middle, inner],
    factors: [first, second],
    madd: (a, b, c) => (fused ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c)),
  };
}

const advance = (local: Local, by: number): Code => local.set(i32.add(local.get, i32.const(by)));
const repeat = (left: Local, count: number, statements: readonly Code[]): Code[] => [
  left.set(i32.const(count)),
  whileLoop(i32.greater(left.get, i32.const(0)), [...statements, advance(left, -1)]),
];

/** A block of B into its panels. */
function packed({ params, b, panel, left }: Kernel, { columns }: Shape, { from, length }: Block): Code[] {
  const [outer, middle] = left;
  const panels = columns / tileColumns;
  return [
    panel.set(params[3].get),
    b.set(i32.add(params[1].get, i32.const(4 * from * columns))),
    ...repeat(outer, panels, [
      ...repeat(middle, length, [
        v128.store(panel.get, v128.load(b.get)),
        v128.store(panel.get, v128.load(b.get, 16), 16),
        advance(b, 4 * columns),
        advance(panel, 4 * tileColumns),
      ]),
      advance(b, 4 * (tileColumns - length * columns)),
    ]),
  ];
}

/** What a block adds to C: tiles of six rows, then one of those that are left. */
function multiplied(kernel: Kernel, { rows, inner, columns }: Shape, block: Block): Code[] {
  const { params, a, c, panel, left } = kernel;
  const tiles = (height: number): Code[] => [
    panel.set(params[3].get),
    ...repeat(left[1], columns / tileColumns, [
      ...tile(kernel, height, { inner, columns }, block),
      advance(c, 4 * tileColumns),
    ]),
  ];
  const over = rows % tileRows;
  return [
    a.set(i32.add(params[0].get, i32.const(4 * block.from))),
    c.set(params[2].get),
    ...repeat(left[0], Math.floor(rows / tileRows), [
      ...tiles(tileRows),
      advance(a, 4 * tileRows * inner),
      advance(c, 4 * (tileRows - 1) * columns),
    ]),
    ...(over > 0 ? tiles(over) : []),
  ];
}

/** One tile of C by one panel; `panel` is then at the next one, and `a` where it was. */
function tile(
  kernel: Kernel,
  height: number,
  { inner, columns }: Omit<Shape, "rows">,
  { from, length }: Block,
): Code[] {
  const { a, c, panel, left, sums, factors, number, madd } = kernel;
  const places = Array.from({ length: 2 * height }, (_, at) => [Math.floor(at / 2), at % 2] as const);
  const inC = ([row, half]: readonly [number, number]) => 4 * row * columns + 16 * half;
  const turn = (k: number): Code[] => [
    ...factors.map((factor, half) => factor.set(v128.load(panel.get, 4 * tileColumns * k + 16 * half))),
    ...Array.from({ length: height }, (_, row) => [
      number.set(v128.loadSplat(a.get, 4 * (row * inner + k))),
      ...factors.map((factor, half) => {
        const sum = sums[2 * row + half];
        return sum.set(madd(number.get, factor.get, sum.get));
      }),
    ]).flat(),
  ];
  const turns = (count: number): Code[] => [
    ...Array.from({ length: count }, (_, k) => turn(k)).flat(),
    advance(a, 4 * count),
    advance(panel, 4 * tileColumns * count),
  ];
  return [
    ...places.map((place, at) => sums[at].set(from === 0 ? v128.const([0, 0, 0, 0]) : v128.load(c.get, inC(place)))),
    ...repeat(left[2], Math.floor(length / unroll), turns(unroll)),
    ...(length % unroll > 0 ? turns(length % unroll) : []),
    advance(a, -4 * length),
    ...places.map((place, at) => v128.store(c.get, sums[at].get, inC(place))),
  ];
}
