/** Numbers as Python reads and prints them: what scores of other people's code turn on. */

/** As `repr` has a float: the fewest digits that read back, 2.0, 1e-05 and inf among them. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  const sign = Object.is(value, -0) ? "-" : "";
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return sign + (Number.isInteger(value) ? value.toFixed(1) : String(value));
}

const decimal = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;

/** What `float(text)` gives, "1_000", "nan" and full-width digits among them; null where it raises. Number takes "" and "0x10", float does not. */
export function pythonNumber(text: string): number | null {
  const folded = text.trim().replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
  const word = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(folded);
  if (word) return word[2] === undefined ? NaN : word[1] === "-" ? -Infinity : Infinity;
  return decimal.test(folded) ? Number(folded.replaceAll("_", "")) : null;
}
