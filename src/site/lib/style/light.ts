/** Colours of the light theme, for pictures that are shown on pages of others and cannot ask a style sheet; a test holds them against `tokens.css`. */
export const light = {
  paper: "#fcfaf4",
  tape: "#ece5d3",
  ink: "#1d1b16",
  accent: "#0b5566",
  matches: "#1a6e45",
  absent: "#5a4691",
  contradicted: "#a5301a",
  undecided: "#6b6450",
} as const;
