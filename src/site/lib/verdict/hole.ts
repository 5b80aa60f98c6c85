/** One verdict as a hole in the tape, drawn around the middle of a 14 by 14 square: filled, half, open, struck through, crossed, a dash, or a speck. */
import type { Mark } from "#library/words/verdict";

export type Ink = "matches" | "absent" | "contradicted" | "undecided";

export interface Stroke {
  readonly ink: Ink;
  /** SVG path data. */
  readonly d: string;
  /** Its inside is inked, and its edge is not. */
  readonly filled?: boolean;
}

const circle = (radius: number): string =>
  `M${7 - radius} 7a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;

export const holes: Readonly<Record<Mark, readonly Stroke[]>> = {
  matches: [{ ink: "matches", d: circle(5), filled: true }],
  holds: [
    { ink: "matches", d: circle(4.3) },
    { ink: "matches", d: "M7 2.7a4.3 4.3 0 0 0 0 8.6z", filled: true },
  ],
  absent: [
    { ink: "absent", d: circle(3.9) },
    { ink: "absent", d: "M2.4 11.6l9.2-9.2" },
  ],
  inconclusive: [{ ink: "undecided", d: circle(4.3) }],
  contradicted: [{ ink: "contradicted", d: "M3 3l8 8M11 3l-8 8" }],
  beyond: [{ ink: "undecided", d: "M3 7h8" }],
  none: [{ ink: "undecided", d: circle(1.5), filled: true }],
};

/** Width of an edge. */
export const edge = (ink: Ink): number => (ink === "contradicted" ? 2 : 1.6);
