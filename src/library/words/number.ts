/** Numbers as a reader expects them in print: true minus signs, as many digits as the spread supports, powers of ten. */
import type { Claim, Judgement } from "#lab/kit/index";

const minus = "\u2212";
const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

const signed = (text: string): string => text.replace(/^-/, minus);

/** 1.2 × 10⁻⁷ */
function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 1)).split("e");
  const power = [...String(Number(exponent))].map((sign) => superscripts[sign]).join("");
  return `${signed(mantissa)} × 10${power}`;
}

/** A number with `digits` significant digits; very small and very large ones as powers of ten. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return scientific(value, digits);
  if (Number.isInteger(value)) return signed(group(String(value)));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return signed(group(value.toFixed(decimals)));
}

/** A number with a fixed number of decimals. */
const formatFixed = (value: number, decimals: number): string => {
  const text = value.toFixed(decimals);
  // -0.00 is an accident of rounding, not a sign.
  return signed(group(Number(text) === 0 ? text.replace("-", "") : text));
};

/** Thin spaces between thousands from five digits on, as in print. */
function group(text: string): string {
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace("-", "").length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** "0.62 ± 0.04": the mean with the half width of its interval, two digits of the latter; or "0.62 (0.40 to 0.95)" where the mean is not its middle. */
export function formatSpread(mean: number, interval: readonly [number, number] | null): string {
  const half = interval === null ? 0 : (interval[1] - interval[0]) / 2;
  if (!(half > 0) || !Number.isFinite(half)) return formatNumber(mean);
  // A ratio's interval lies around it by factors: where that shows, both ends are told.
  if (Math.abs(mean - (interval![0] + half)) > 0.1 * half)
    return `${formatNumber(mean)} (${formatNumber(interval![0])} to ${formatNumber(interval![1])})`;
  const size = Math.max(Math.abs(mean), half);
  if (size < 1e-3 || size >= 1e6) return `${scientific(mean, 2)} ± ${scientific(half, 2)}`;
  // Of the half as it will be shown: 0.9998 is 1.0, which has one decimal less.
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(Number(half.toPrecision(2))))));
  return `${formatFixed(mean, decimals)} ± ${formatFixed(half, decimals)}`;
}

/** What a set of measurements says, without the unit; null where nothing was measured. */
export function formatJudgement(judgement: Pick<Judgement, "mean" | "interval" | "diverged" | "seeds">): string | null {
  if (judgement.seeds === 0) return null;
  if (judgement.mean === null) return "diverged";
  return formatSpread(judgement.mean, judgement.interval);
}

/** The paper's own number, without the unit; null where it gives none. */
export function formatStated(stated: Claim["stated"]): string | null {
  if (stated === null) return null;
  return typeof stated === "number" ? asGiven(stated) : `${asGiven(stated[0])} to ${asGiven(stated[1])}`;
}

/** A number that somebody wrote down, like a stated value or a tolerance: no digits added, none taken. */
export function asGiven(value: number): string {
  if (value === 0 || Math.abs(value) >= 1e-4) return signed(group(String(value)));
  const digits = value.toExponential().replace(/e.*|\D/g, "").length;
  return scientific(value, digits).replace(/^1 × /, "");
}

/** A unit as it follows its number: a space before words, nothing for pure numbers. */
export function unitAfter(unit: string): string {
  if (unit === "" || unit === "ratio" || unit === "1") return "";
  return unit === "%" ? "\u202f%" : `\u00a0${unit}`;
}

/** An axis label; `step` is the distance between ticks, 0 on a log axis. */
export function formatTick(value: number, step: number): string {
  if (Math.abs(value) < step * 1e-9) return "0";
  const size = Math.abs(value);
  if (step === 0) return size >= 1e-3 && size < 1e4 ? signed(String(Number(value.toPrecision(3)))) : powerOfTen(value);
  if (size >= 1e6 || step < 1e-4) return scientific(value, 2);
  return formatFixed(value, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

function powerOfTen(value: number): string {
  const text = scientific(value, 1);
  return text.replace(/^1 × /, "");
}
