/** What TeX's accents and control words stand for outside of formulas. */

/** Accent commands to combining characters. */
export const ACCENTS: Readonly<Record<string, string>> = {
  "`": "\u0300",
  "'": "\u0301",
  "^": "\u0302",
  "~": "\u0303",
  "=": "\u0304",
  u: "\u0306",
  ".": "\u0307",
  '"': "\u0308",
  r: "\u030a",
  H: "\u030b",
  v: "\u030c",
  d: "\u0323",
  c: "\u0327",
  k: "\u0328",
  b: "\u0331",
  h: "\u0309",
  G: "\u030f",
  f: "\u0311",
  t: "\u0361",
  textcommabelow: "\u0326",
};

/** Control symbols: escaped characters, spaces and marks that only a typesetter needs. */
export const SYMBOLS: Readonly<Record<string, string>> = {
  "%": "%",
  "&": "&",
  "#": "#",
  _: "_",
  $: "$",
  "{": "{",
  "}": "}",
  ",": " ",
  ";": " ",
  ":": " ",
  " ": " ",
  "\n": " ",
  "\\": " ",
  "!": "",
  "/": "",
  "-": "",
  "@": "",
};

/** Switches: {\em ...}. */
export const SWITCHES: ReadonlySet<string> = new Set(
  (
    "em it bf tt sc sf rm sl itshape bfseries scshape ttfamily sffamily rmfamily slshape upshape mdseries normalfont " +
    "tiny small large Large LARGE huge Huge normalsize footnotesize relax protect nobreak allowbreak sloppy noindent"
  ).split(" "),
);

/** A command with arguments in braces, and what it makes of them. */
export interface Command {
  readonly takes: number;
  /** Whether it gets them as they are written. */
  readonly verbatim?: boolean;
  readonly becomes: (...args: string[]) => string;
}

const kept: Command = { takes: 1, becomes: (text) => text };
const dropped: Command = { takes: 1, becomes: () => "" };
const quoted: Command = { takes: 1, becomes: (text) => `“${text}”` };
const address: Command = { takes: 1, verbatim: true, becomes: (text) => text.replace(/\\([%&#_~{}])/g, "$1") };
const second: Command = { takes: 2, becomes: (_, text) => text };

/** Commands whose argument is what a reader sees, whatever a typesetter does to it. */
const styles =
  "emph textit textsl textbf texttt textsc textsf textrm textup textmd textlf textnormal text mbox hbox underline uline " +
  "textsubscript textsuperscript mkbibemph mkbibitalic mkbibbold mkbibsuperscript mkbibsubscript acro smash " +
  "textls sout so hl ul bibstring bibcyr textlatin textgreek textcyr";
const silent = "vphantom hphantom phantom noopsort label footnote thanks SortNoop singleletter";

export const COMMANDS: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(styles.split(" ").map((name) => [name, kept])),
  ...Object.fromEntries(silent.split(" ").map((name) => [name, dropped])),
  enquote: quoted,
  mkbibquote: quoted,
  mkbibparens: { takes: 1, becomes: (text) => `(${text})` },
  mkbibbrackets: { takes: 1, becomes: (text) => `[${text}]` },
  uppercase: { takes: 1, becomes: (text) => text.toUpperCase() },
  MakeUppercase: { takes: 1, becomes: (text) => text.toUpperCase() },
  lowercase: { takes: 1, becomes: (text) => text.toLowerCase() },
  MakeLowercase: { takes: 1, becomes: (text) => text.toLowerCase() },
  ensuremath: { takes: 1, verbatim: true, becomes: (tex) => (/^\$|^[^\\^_]*$/.test(tex) ? tex : `$${tex}$`) },
  url: address,
  path: address,
  nolinkurl: address,
  textcolor: second,
  foreignlanguage: second,
  href: second,
  texorpdfstring: second,
};

/** Control words that are a letter of a word; TeX swallows the space after them. */
export const LETTERS: Readonly<Record<string, string>> = {
  o: "ø",
  O: "Ø",
  l: "ł",
  L: "Ł",
  ss: "ß",
  ae: "æ",
  AE: "Æ",
  oe: "œ",
  OE: "Œ",
  aa: "å",
  AA: "Å",
  i: "ı",
  j: "ȷ",
  dh: "ð",
  DH: "Ð",
  th: "þ",
  TH: "Þ",
  dj: "đ",
  DJ: "Đ",
  ng: "ŋ",
  NG: "Ŋ",
};

const GREEK = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ε",
  varepsilon: "ε",
  zeta: "ζ",
  eta: "η",
  theta: "θ",
  iota: "ι",
  kappa: "κ",
  lambda: "λ",
  mu: "μ",
  nu: "ν",
  xi: "ξ",
  pi: "π",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  upsilon: "υ",
  phi: "φ",
  varphi: "φ",
  chi: "χ",
  psi: "ψ",
  omega: "ω",
  Gamma: "Γ",
  Delta: "Δ",
  Theta: "Θ",
  Lambda: "Λ",
  Xi: "Ξ",
  Pi: "Π",
  Sigma: "Σ",
  Phi: "Φ",
  Psi: "Ψ",
  Omega: "Ω",
};

/** Control words that are a sign of their own, those of mathematics that lost its dollars included; the space after them is meant. */
export const SIGNS: Readonly<Record<string, string>> = {
  ldots: "…",
  dots: "…",
  textellipsis: "…",
  textendash: "–",
  textemdash: "—",
  textquoteleft: "‘",
  textquoteright: "’",
  textquotedblleft: "“",
  textquotedblright: "”",
  textregistered: "®",
  texttrademark: "™",
  textdegree: "°",
  textmu: "µ",
  textless: "<",
  textgreater: ">",
  textasciitilde: "~",
  textasciicircum: "^",
  textasciigrave: "`",
  textbackslash: "\\",
  textunderscore: "_",
  textquotesingle: "'",
  textquotedbl: '"',
  textbar: "|",
  textbraceleft: "{",
  textbraceright: "}",
  textdollar: "$",
  textperiodcentered: "·",
  textbullet: "•",
  textsection: "§",
  textparagraph: "¶",
  textinterrobangdown: "⸘",
  slash: "/",
  hyphen: "-",
  dash: "–",
  Dash: "—",
  space: " ",
  nobreakspace: " ",
  thinspace: " ",
  enspace: " ",
  quad: " ",
  qquad: " ",
  newline: " ",
  linebreak: " ",
  par: " ",
  protect: "",
  relax: "",
  lbrace: "{",
  rbrace: "}",
  LaTeXe: "LaTeX2e",
  BibTeX: "BibTeX",
  copyright: "©",
  pounds: "£",
  S: "§",
  P: "¶",
  deg: "°",
  degree: "°",
  times: "×",
  pm: "±",
  leq: "≤",
  geq: "≥",
  approx: "≈",
  infty: "∞",
  lq: "‘",
  rq: "’",
  TeX: "TeX",
  LaTeX: "LaTeX",
  ...GREEK,
};
