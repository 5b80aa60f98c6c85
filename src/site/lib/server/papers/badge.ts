/** How many claims of a paper hold, as a picture for a README: light and dark readers see the same. */
import type { PaperSummary } from "#library/catalogue";
import { reproducedInWords } from "#library/words/claims";
import { light } from "../../style/light.ts";
import { escapeXml } from "../feeds/xml.ts";

/** Pixels; of a letter, about, in the font of most badges. */
const [height, letter, padding] = [20, 6.6, 8];

const widthOf = (text: string): number => Math.round(text.length * letter + 2 * padding);

/** An SVG of one line: whose badge it is, and how much of the paper was reproduced. */
export function badge(paper: Pick<PaperSummary, "claims" | "reproduced">): string {
  const [name, says] = ["papertape", reproducedInWords(paper)];
  const [left, right] = [widthOf(name), widthOf(says)];
  const text = (words: string, x: number, fill: string) =>
    `<text x="${x}" y="14" fill="${fill}" text-anchor="middle">${escapeXml(words)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${escapeXml(`${name}: ${says}`)}">
<title>${escapeXml(`${name}: ${says}`)}</title>
<rect width="${left + right}" height="${height}" rx="3" fill="${light.tape}"/>
<path d="M3 0h${left - 3}v${height}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="${light.ink}"/>
<g font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
${text(name, left / 2, light.paper)}
${text(says, left + right / 2, light.ink)}
</g>
</svg>
`;
}
