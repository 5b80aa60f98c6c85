/**
 * Colours and dash patterns of series, in order. Okabe and Ito's colour-blind-safe set, darkened where the original
 * has less than 3:1 contrast on paper; the dark theme's set is in `style/tokens.css`. The dashes say the same without colour.
 */
export const paperColours = ["#0072b2", "#c44e00", "#007a5a", "#a3487c", "#8f6400", "#2b7cb8", "#5c5747", "#1d1b16"] as const;

/** SVG dash arrays; empty is a solid line. */
export const dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "1 2", "9 3 2 3 2 3"] as const;
