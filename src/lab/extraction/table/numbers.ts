/** Numbers as tables write them: marks, commas, brackets, deviations, multipliers, currencies. */

export interface ReadNumber {
  readonly value: number;
  /** What stands behind ±, or in brackets behind a result. */
  readonly std?: number;
  /** "%", or a currency by its ISO code. */
  readonly unit?: string;
}

/** In accounts brackets are a minus sign; among results they hold a second value. */
export type NumberMode = "accounts" | "results";

const currencies: Readonly<Record<string, string>> = {
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₩": "KRW",
};
const codes = new Set("USD EUR GBP JPY CHF CAD AUD SEK NOK DKK INR KRW CNY HKD SGD BRL MXN ZAR".split(" "));
const powers: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, m: 1e6, B: 1e9, b: 1e9, bn: 1e9, T: 1e12 };
/** No number is longer; what is, is text. */
const longest = 64;

const missing = /^(?:[-–—―−.…]+|n\/?a\.?|nan|nil|none|null|inf|-inf|)$/i;
export const isMissing = (text: string): boolean => text.length <= longest && missing.test(text.trim());

/** Digits of Arabic and Persian, and the signs between them, as ours. */
const folded = (text: string): string =>
  text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll("\u066b", ".")
    .replaceAll("\u066c", ",")
    .replace(/[−–](?=[\d.])/g, "-");

/** The number that a cell holds; null of one that is missing, and of a text. Two numbers in a cell (a / b) are no number. */
export function readNumber(text: string, mode: NumberMode = "accounts"): ReadNumber | null {
  if (text.length > longest) return null;
  let rest = folded(text)
    .replace(/[*†‡§¶↑↓↗↘]/g, "")
    .trim();
  if (missing.test(rest)) return null;
  let unit: string | undefined;
  const code = /^([A-Z]{3})\s*(?=[\d(.-])|(?<=[\d).])\s*([A-Z]{3})$/.exec(rest);
  if (code && codes.has(code[1] ?? code[2])) {
    unit = code[1] ?? code[2];
    rest = rest.replace(code[0], "").trim();
  }
  const plusMinus = /^(.*\d.*?)\s*(?:±|\+\/-)\s*(\d[\d.,]*)\s*(%?)$/.exec(rest);
  let std: number | undefined;
  if (plusMinus) {
    std = plain(plusMinus[2]) ?? undefined;
    if (std === undefined) return null;
    rest = plusMinus[1] + plusMinus[3];
  }
  let sign = 1;
  const around = /^([-$€£¥₹₩\s]*)\(([^()]*)\)\s*(%?)$/.exec(rest);
  const behind = /^([^()]*\d[^()]*)\(\s*(\d[\d.,]*)\s*\)\s*(%?)$/.exec(rest);
  if (around && mode === "accounts") {
    sign = -1;
    rest = around[1] + around[2] + around[3];
  } else if (around) rest = around[1] + around[2] + around[3];
  else if (behind && mode === "results") {
    std = plain(behind[2]) ?? undefined;
    rest = behind[1].trim() + behind[3];
  }
  const parts =
    /^([-+]?)\s*([$€£¥₹₩]?)\s*([-+]?)\s*([\d.,]+)\s*(?:(?:[x×·]\s*10\s*\^?\s*\{?([-+]?\d{1,3})\}?)|[eE]([-+]?\d{1,3}))?\s*(k|K|M|m|B|bn|b|T)?\s*(%)?$/.exec(
      rest,
    );
  if (!parts) return null;
  const [, before, currency, inner, digits, power, exponent, multiplier, percent] = parts;
  const value = plain(digits);
  if (value === null || (before !== "" && inner !== "")) return null;
  if (before === "-" || inner === "-") sign = -sign;
  if (percent) unit = "%";
  if (currency !== "") unit = currencies[currency];
  // Digits and power are read together: 1.2e-3 is nearer to what is meant than 1.2 times 0.001.
  const scaled = Number(`${digits.replaceAll(",", "")}e${power ?? exponent ?? 0}`) * (powers[multiplier ?? ""] ?? 1);
  return { value: sign * scaled, ...(std !== undefined && { std }), ...(unit !== undefined && { unit }) };
}

/** Commas only between thousands: 1,23 stays a text. */
function plain(text: string): number | null {
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return Number(text.replaceAll(",", ""));
  return /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
}

/** Of cells that are not empty, the share that are numbers. 0 of none. */
export function numericShare(cells: readonly string[]): number {
  const filled = cells.filter((cell) => !isMissing(cell));
  return filled.length === 0 ? 0 : filled.filter((cell) => readNumber(cell) !== null).length / filled.length;
}
