/** The picture that others show with a link to a paper (OpenGraph): its title, its strip, and how many of its claims hold. */
import type { PaperSummary } from "#library/catalogue";
import { reproducedInWords } from "#library/words/claims";
import { linesOf } from "../../chart/wrap.ts";
import { light } from "../../style/light.ts";
import { edge, holes } from "../../verdict/hole.ts";
import { escapeXml } from "../feeds/xml.ts";
import { plainTitle } from "../text/maths.ts";
import { pngOf } from "./png.ts";

/** Pixels: what cards of links are cut to. */
export const cardSize = { width: 1200, height: 630 };

const margin = 80;
/** Of the title, the largest that fits is taken: pixels, letters to a line, lines. */
const sizes = [
  { size: 68, letters: 30, lines: 3 },
  { size: 54, letters: 39, lines: 4 },
  { size: 42, letters: 50, lines: 5 },
];
/** Of the strip, at most: holes to a row, rows. */
const tape = { perRow: 26, rows: 2, pitch: 40 };

type CardFacts = Pick<PaperSummary, "title" | "claims" | "reproduced">;

/** Whether the fonts of the card have its letters; without them a title would be a row of gaps. */
const isDrawable = (text: string): boolean =>
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u.test(text);

export function cardSvg({ title, claims, reproduced }: CardFacts): string {
  const says = claims.length === 0 ? "" : reproducedInWords({ claims, reproduced });
  const parts = [
    text("papertape", { x: margin, y: 92, size: 30, colour: "accent", font: "Inter" }),
    ...titleLines(plainTitle(title)),
    strip(claims.map(({ verdict }) => verdict ?? ("none" as const))),
    text(says, { x: margin, y: 572, size: 34, colour: "ink", font: "Inter" }),
  ];
  const { width, height } = cardSize;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="${light.paper}"/>${parts.join("")}</svg>`;
}

/** PNG. */
export const cardPng = (facts: CardFacts): Promise<Uint8Array> => pngOf(cardSvg(facts));

interface Written {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: keyof typeof light;
  readonly font: "Inter" | "Source Serif 4 Variable";
}

const text = (words: string, { x, y, size, colour, font }: Written): string =>
  `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" fill="${light[colour]}">${escapeXml(words)}</text>`;

function titleLines(title: string): string[] {
  if (!isDrawable(title)) return [];
  const last = sizes.at(-1)!;
  const {
    size,
    letters,
    lines: most,
  } = sizes.find(({ letters, lines }) => {
    const broken = linesOf(title, letters);
    return broken.length <= lines && broken.every((line) => line.length <= letters);
  }) ?? last;
  const lines = linesOf(title, letters);
  const shown = lines.slice(0, most).map((line) => (line.length <= letters ? line : `${line.slice(0, letters)}…`));
  if (lines.length > most) shown[most - 1] = `${shown[most - 1].replace(/…$/, "")}…`;
  return shown.map((line, index) =>
    text(line, {
      ...{ x: margin, y: 150 + size * (1 + 1.18 * index), size },
      ...{ colour: "ink", font: "Source Serif 4 Variable" },
    }),
  );
}

function strip(marks: readonly (keyof typeof holes)[]): string {
  if (marks.length === 0) return "";
  const { perRow, rows: most, pitch } = tape;
  const shown = marks.slice(0, perRow * most);
  const rows = Math.ceil(shown.length / perRow);
  const rowHeight = pitch * 1.5;
  const top = 520 - rows * rowHeight;
  const drawn = shown.map((mark, index) => {
    const [x, y] = [margin + 8 + (index % perRow) * pitch, top + 8 + Math.floor(index / perRow) * rowHeight];
    const strokes = holes[mark].map(({ ink, d, filled = false }) =>
      filled
        ? `<path d="${d}" fill="${light[ink]}"/>`
        : `<path d="${d}" fill="none" stroke="${light[ink]}" stroke-width="${edge(ink)}"/>`,
    );
    return (
      `<g transform="translate(${x} ${y}) scale(2.3)">${strokes.join("")}</g>` +
      `<circle cx="${x + 16}" cy="${y + 42}" r="3" fill="${light.paper}"/>`
    );
  });
  const width = Math.min(shown.length, perRow) * pitch + 10;
  return `<rect x="${margin}" y="${top}" width="${width}" height="${rows * rowHeight}" fill="${light.tape}"/>${drawn.join("")}`;
}
