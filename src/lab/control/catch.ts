/**
 * Catch: a ball falls down a board of 10 x 10, a paddle on the lowest row is to be under it when it lands. A game of control that a small
 * net learns in seconds. Mnih et al. 2014; Osband et al. 2020 (bsuite).
 */
import type { Draw } from "../datasets/draw.ts";

export const side = 10;
/** Numbers of an observation. */
export const boardSize = side * side;
/** Left, stay, right. */
export const actions = 3;

interface Variant {
  /** Left is right, and right is left. */
  readonly mirrored?: boolean;
  /** Ball and paddle are -1 in place of 1; the board is 0 as ever. */
  readonly inverted?: boolean;
  /** Default 1. A later one is let go when the one before is half-way down. */
  readonly balls?: number;
}

export const catchVariants = {
  normal: {},
  mirrored: { mirrored: true },
  inverted: { inverted: true },
  "two balls": { balls: 2 },
} as const satisfies Readonly<Record<string, Variant>>;

export type CatchVariant = keyof typeof catchVariants;

/** Rows between two balls, and so the moves between their landings. */
const gap = 5;

export interface Move {
  /** 1 over the number of balls for a ball that is caught, the same below zero for one that is missed: returns lie between -1 and 1. */
  readonly reward: number;
  /** The last ball has landed, and the board shows the next game. */
  readonly isOver: boolean;
}

/** One game after the other. The balls depend on `draw` alone, not on what is played. */
export class Catch {
  private readonly variant: Variant;
  private readonly draw: Draw;
  private paddle = 0;
  private moves = 0;
  /** Column of each ball; it is at row `moves - gap * index`. */
  private balls: number[] = [];

  constructor(variant: CatchVariant, draw: Draw) {
    this.variant = catchVariants[variant];
    this.draw = draw;
    this.begin();
  }

  private begin(): void {
    this.moves = 0;
    this.paddle = side / 2;
    this.balls = [this.draw.below(side)];
    // Within reach of where the one before lands: every game can be won.
    while (this.balls.length < (this.variant.balls ?? 1)) {
      const before = this.balls.at(-1)!;
      this.balls.push(this.draw.between(Math.max(0, before - gap), Math.min(side - 1, before + gap)));
    }
  }

  /** Writes the board, row by row from the top, [100]. */
  observe(into: Float32Array): void {
    const full = this.variant.inverted ? -1 : 1;
    into.fill(0);
    for (const [index, column] of this.balls.entries()) {
      const row = this.moves - gap * index;
      if (row >= 0 && row < side) into[row * side + column] = full;
    }
    into[boardSize - side + this.paddle] = full;
  }

  /** @param action 0: left, 1: stay, 2: right. */
  move(action: number): Move {
    const step = (action - 1) * (this.variant.mirrored ? -1 : 1);
    this.paddle = Math.min(side - 1, Math.max(0, this.paddle + step));
    this.moves++;
    const landing = this.balls.findIndex((_, index) => this.moves - gap * index === side - 1);
    if (landing < 0) return { reward: 0, isOver: false };
    const reward = (this.balls[landing] === this.paddle ? 1 : -1) / this.balls.length;
    const isOver = landing === this.balls.length - 1;
    if (isOver) this.begin();
    return { reward, isOver };
  }
}
