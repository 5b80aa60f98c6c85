/** Texts that nobody means well with. Every parser of outside text gets all of them. */

/** A text of about so many characters. */
export type TextOf = (length: number) => string;

/** Each over and over. */
const pieces: readonly string[] = [
  ...[" ", "\n", " \n", "\n\n", "\n \n", "\t", "\r\n", "a", "ab ", "a\n\n", "A. B\n", "1", "1.", "-", "--", ". ", "."],
  ...[",", ";", "(", ")", "(a", "[", "]", "{", "}", "\\", "\\{", "\\'{", "{\\em ", "\\emph{", "\\frac{", "\\alpha "],
  ...["$", "$a", "$ ", "$$", "$a$", "$\\", "\\(", "\\[", "^", "_{a}", "%", "#a", "~a", "`", "``a", "*", "*a", "_a_"],
  ...["<", ">", "<a ", "<a>", "</a>", "<!--", "<![CDATA[", "<?", "<script>", "<title>", "<meta ", "<entry>"],
  ...[' data-target="DailyPapers"', ' data-props="', ' href="/papers/2401.00001"', '<a href="/papers/2401.00001" '],
  ...["<table>", "<tr>", "<td>", "<b>", "</td>", "| ", "|-", "a  b\n", "\\\\", "\\multirow{", "\\begin{tabular}"],
  ...["<alternatives>", "&", "&#", "&amp;", "'", '"', "a='b' ", "=", "@", "@a", "@a{", "\n@a{b,", " and ", " and a"],
  ...[
    "/",
    "http://a/",
    "a@b.",
    "·\n",
    "\n·\n",
    "Abstract ",
    "TY  - \n",
    "AU  - a, b\n",
    "\n> ",
    "\n- ",
    "> > a\n",
    "[a](",
    "![",
    "~~a",
  ],
  ...[
    "é",
    "e\u0301",
    "\u0301",
    "a\u200d",
    "\u200d",
    "\u202e",
    "\0",
    "\ud800",
    "😀",
    "山",
    "\u00a0",
    "\u2029",
    "\ufeff",
  ],
];

/** Each over and over behind one letter of Hindi: signs, nuktas, viramas and joiners without end, and other scripts beside it. */
const behindLetter: readonly string[] = [
  ...["कि", "\u093e\u0902", "\u093c\u0902\u200d", "\u094d\u0902", "\u200c\u200d", "\u200d\u094d\u200c"],
  ...["कa৳بé", "שָׁלוֹם ", "\u064e\u200f"],
];

/** One inside of the other. */
const nested: readonly (readonly [string, string])[] = [
  ["{", "}"],
  ["(", ")"],
  ["[", "]"],
  ["<a>", "</a>"],
  ["<entry>", "</entry>"],
  ["\\(", "\\)"],
];

/** Each one another one. */
const counted: readonly ((n: number) => string)[] = [
  (n) => `a${n} `,
  (n) => `A ${n}, `,
  (n) => `\n@misc{a${n}, title={A}}`,
  (n) => `@string{s${n} = s${n - 1} # s${n - 1}}`,
  (n) => `<entry><id>${n}</id></entry>`,
  (n) => `xmlns:n${n}='u' `,
  (n) => `&#${n};`,
  (n) => `TY  - JOUR\nTI  - ${n}\nER  - \n`,
  (n) => `{"title":"${n}"}\n`,
];

export const texts: Readonly<Record<string, TextOf>> = {
  ...Object.fromEntries(pieces.map((piece) => [JSON.stringify(piece), (length) => repeat(piece, length)])),
  ...Object.fromEntries(
    behindLetter.map((piece) => [`क and ${JSON.stringify(piece)}`, (length) => `क${repeat(piece, length)}`]),
  ),
  ...Object.fromEntries(
    nested.map(([open, close]) => [
      `${open} in ${open}`,
      (length) => repeat(open, length / 2) + repeat(close, length / 2),
    ]),
  ),
  ...Object.fromEntries(
    counted.map((one) => [
      `${JSON.stringify(one(1))} and on`,
      (length) => Array.from({ length: length / one(1).length }, (_, n) => one(n)).join(""),
    ]),
  ),
};

const repeat = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length));
