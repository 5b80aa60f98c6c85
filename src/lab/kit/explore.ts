/** Something to touch: a few inputs, and what the paper's own method makes of them, within a second. */
import type { Chart } from "./experiment.ts";
import type { Point } from "./lab.ts";
import type { Paper } from "./paper.ts";

interface NumberInput {
  readonly kind: "number";
  readonly label: string;
  /** Empty for a pure number. */
  readonly unit?: string;
  readonly min: number;
  readonly max: number;
  /** From `min` on; `default` and `max` lie on it. */
  readonly step: number;
  readonly default: number;
  /** The input is the exponent of this base, and `compute` gets the power: for quantities that matter by their ratio. */
  readonly base?: number;
}

interface ChoiceInput {
  readonly kind: "choice";
  readonly label: string;
  /** What is said of each value. */
  readonly options: Readonly<Record<string, string>>;
  readonly default: string;
}

interface TextInput {
  readonly kind: "text";
  readonly label: string;
  /** UTF-16 code units. */
  readonly maxLength: number;
  readonly default: string;
}

export type ExploreInput = NumberInput | ChoiceInput | TextInput;

/** What `compute` is handed: a number for a number, a string for a choice or a text. */
export type InputValues<
  Inputs extends Readonly<Record<string, ExploreInput>> = Readonly<Record<string, ExploreInput>>,
> = {
  readonly [Name in keyof Inputs]: Inputs[Name] extends { kind: "number" } ? number : string;
};

/** What is seen at some values. */
export interface View<ChartName extends string = string> {
  readonly points: readonly { chart: ChartName; series: string; x: number; y: number }[];
  /** A sentence or two about what is seen, with the numbers in it. */
  readonly statement: string;
}

export interface Explore<
  Inputs extends Readonly<Record<string, ExploreInput>> = Readonly<Record<string, ExploreInput>>,
  ChartName extends string = string,
> {
  readonly paper: Paper;
  /** What to try and what to look for, in one or two sentences. */
  readonly intro: string;
  /** One to three, by the name that each has in the page's address. */
  readonly inputs: Inputs;
  readonly charts: Readonly<Record<ChartName, Chart>>;
  /** Runs the method; a tenth of a second at most, and the same for the same values. */
  compute(values: InputValues<Inputs>): Promise<View<ChartName>> | View<ChartName>;
}

/** Declares what can be touched on a paper's page. @throws Error naming the paper and an input that cannot be. */
export function explore<const Inputs extends Readonly<Record<string, ExploreInput>>, const ChartName extends string>(
  paper: Paper,
  definition: Omit<Explore<Inputs, ChartName>, "paper">,
): Explore<Inputs, ChartName> {
  const names = Object.keys(definition.inputs);
  if (names.length < 1 || names.length > 3)
    throw new Error(`explore ${paper.slug}: ${names.length} inputs, not 1 to 3`);
  for (const [name, input] of Object.entries<ExploreInput>(definition.inputs)) {
    const fault = taken.has(name) || !/^[a-z][a-z-]*$/.test(name) ? "is no name for an address" : faultOf(input);
    if (fault) throw new Error(`explore ${paper.slug}: input ${JSON.stringify(name)} ${fault}`);
  }
  return { paper, ...definition };
}

/** Parameters that the page's address has already. */
const taken = new Set(["visitors"]);

function faultOf(input: ExploreInput): string | null {
  if (input.kind === "choice")
    return Object.hasOwn(input.options, input.default) ? null : `has no option ${JSON.stringify(input.default)}`;
  if (input.kind === "text") return input.default.length <= input.maxLength ? null : "has a default that is too long";
  const { min, max, step } = input;
  const steps = (max - min) / step;
  if (!(steps >= 1 && steps <= 1000)) return `has ${steps} steps, not 1 to 1,000`;
  return [input.default, max].every((value) => read(input, String(value)) === value)
    ? null
    : "has a default or max off its steps";
}

/** Values as the address has them: numbers are those of the slider, exponents where there is a base. */
export type RawValues = Readonly<Record<string, number | string>>;

/**
 * The values in an address. What is missing is the default; what does not fit is too, and `problems` says so, one
 * sentence each.
 */
export function readInputs(
  inputs: Explore["inputs"],
  address: URLSearchParams,
): { readonly values: RawValues; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const values = Object.entries(inputs).map(([name, input]) => {
    const text = address.get(name);
    const value = text === null ? input.default : read(input, text);
    if (value === null)
      problems.push(
        `${input.label}: ${JSON.stringify(text!.slice(0, 40))} is not ${wanted(input)}. Shown for ${input.default}.`,
      );
    return [name, value ?? input.default] as const;
  });
  return { values: Object.fromEntries(values), problems };
}

function read(input: ExploreInput, text: string): number | string | null {
  if (input.kind === "choice") return Object.hasOwn(input.options, text) ? text : null;
  if (input.kind === "text") return text.length <= input.maxLength ? text : null;
  if (!/^-?\d{1,9}(\.\d{1,9})?$/.test(text)) return null;
  const steps = (Number(text) - input.min) / input.step;
  const whole = Math.round(steps);
  // On its steps but for rounding: 0.3 is three steps of 0.1.
  if (Math.abs(steps - whole) > 1e-6 || whole < 0 || Number(text) > input.max) return null;
  return Number((input.min + whole * input.step).toPrecision(12));
}

const wanted = (input: ExploreInput): string =>
  input.kind === "choice"
    ? `one of ${Object.keys(input.options).join(", ")}`
    : input.kind === "text"
      ? `a text of at most ${input.maxLength} characters`
      : `a number from ${input.min} to ${input.max} in steps of ${input.step}`;

/** What `compute` gets for values of the address. */
export const powered = (inputs: Explore["inputs"], values: RawValues): InputValues =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const value = values[name];
      return [name, input.kind === "number" && input.base !== undefined ? input.base ** Number(value) : value];
    }),
  ) as InputValues;

/** What is seen, as charts take it. */
export interface Seen {
  readonly points: readonly Point[];
  readonly statement: string;
}

/** Computes the view at values of the address; a value that is not finite is a gap. */
export async function viewAt(explore: Explore, values: RawValues): Promise<Seen> {
  const { points, statement } = await explore.compute(powered(explore.inputs, values));
  return {
    statement,
    points: points.map((point) => ({ ...point, y: Number.isFinite(point.y) ? point.y : null, seed: 1 })),
  };
}

/** A number in a sentence: at most so many significant digits, no exponent, thousands apart, a true minus sign. */
export const inWords = (value: number, digits = 2): string =>
  value.toLocaleString("en", { maximumSignificantDigits: digits }).replace("-", "\u2212");
