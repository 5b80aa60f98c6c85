/**
 * Colours, dash patterns and dots of series, in order. Okabe and Ito's colour-blind-safe set, darkened where the original
 * has less than 3:1 contrast on paper; the dark theme's set is in `style/tokens.css`. The dashes say the same without colour.
 */
export const paperColours = [
  "#005a9c",
  "#c44e00",
  "#007a5a",
  "#a3487c",
  "#8f6400",
  "#3794cf",
  "#5c5747",
  "#1d1b16",
] as const;

/** SVG dash arrays; empty is a solid line. */
export const dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "1 2", "9 3 2 3 2 3"] as const;

/** Path data of dots around 0, 0. */
export const shapes = [
  "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0z",
  "M-4 -4h8v8h-8z",
  "M0 -5L4.8 3.6H-4.8z",
  "M0 -5.4L5.4 0L0 5.4L-5.4 0z",
  "M0 5L4.8 -3.6H-4.8z",
  "M-1.6 -5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z",
  "M-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0z",
  "M-2.8 -2.8h5.6v5.6h-5.6z",
] as const;
