/** From what every arm can to what the claims say. An experiment with fewer arms measures fewer claims. */
import type { LabEvent } from "#lab/kit/index";
import { domains } from "./documents.ts";
import type { ArmName, Part } from "./objectives.ts";
import { domainArms, type Result } from "./results.ts";
import type { ClaimId, CodeGenLab } from "./settings.ts";

/** What a claim needs, and its value. */
interface Measure {
  readonly part: Part;
  readonly arms: readonly ArmName[];
  readonly value: (of: (name: ArmName) => Result) => number;
}

const code = ({ leftToRight }: Result): number => leftToRight.code;

const goesOn = ({ goingOn }: Result): number => goingOn;

/** Bits per byte that one arm needs more than another: of code from left to right where gaps are compared, of the rest of a text after prefixes. */
const excess = (part: Part, arm: ArmName, over: ArmName): Measure => {
  const bits = part === "gaps" ? code : goesOn;
  return { part, arms: [arm, over], value: (of) => bits(of(arm)) - bits(of(over)) };
};

/** In each domain, what the model of both needs more than the one of that domain, or of the other. */
const excessOfBoth = (of: (name: ArmName) => Result, than: "matched" | "mismatched"): number[] => {
  const others = { code: "mixture", prose: "mixture, prose" } as const;
  return domains.map((domain) => {
    const other = than === "matched" ? domain : domain === "code" ? "prose" : "code";
    return of("mixture, both").leftToRight[domain] - of(others[other]).leftToRight[domain];
  });
};

const measures = {
  "prefix-lm-no-gain": {
    part: "text",
    arms: ["prefix-LM", "causal", "mixture, prefix-LM", "mixture"],
    value: (of) =>
      (goesOn(of("prefix-LM")) - goesOn(of("causal")) + goesOn(of("mixture, prefix-LM")) - goesOn(of("mixture"))) / 2,
  },
  "prefix-alone": excess("text", "prefix-LM", "causal, no loss on a prefix"),
  "prefix-loss-tokens": excess("text", "UL2-like", "causal"),
  "fewer-prefix-tokens": excess("text", "UL2-like, short prefix", "UL2-like"),
  "infill-not-free": excess("gaps", "PSM infill", "causal"),
  "beyond-exposure": excess("gaps", "PSM infill", "causal, half the text"),
  "mixture-works": {
    part: "gaps",
    arms: ["mixture", "causal"],
    value: (of) => of("mixture").bits - of("causal").bits,
  },
  "mixture-reads-on": {
    part: "gaps",
    arms: ["mixture"],
    value: (of) => of("mixture").bits - of("mixture").otherEnds,
  },
  "mixture-left-to-right": excess("gaps", "mixture", "PSM infill"),
  "file-level": {
    part: "gaps",
    arms: ["mixture", "mixture, across files"],
    // Across files the model is asked both ways, and the better one counts.
    value: (of) => {
      const { stop, stopInWindow } = of("mixture, across files");
      return of("mixture").stop - Math.max(stop, stopInWindow);
    },
  },
  // In each domain: the one in which it is least so.
  "mix-not-best": { part: "text", arms: domainArms, value: (of) => Math.min(...excessOfBoth(of, "matched")) },
  "mix-much-better-than-mismatch": {
    part: "text",
    arms: domainArms,
    value: (of) => Math.max(...excessOfBoth(of, "mismatched")),
  },
} as const satisfies Partial<Record<ClaimId, Measure>>;

export const measured = Object.keys(measures) as (keyof typeof measures)[];

export function* measureAll(
  lab: CodeGenLab,
  part: Part,
  results: ReadonlyMap<ArmName, Result>,
): Generator<LabEvent, void, void> {
  const of = (name: ArmName) => results.get(name)!;
  for (const id of measured) {
    const measure: Measure = measures[id];
    if (measure.part === part && measure.arms.every((name) => results.has(name)))
      yield lab.measure(id, measure.value(of));
  }
  for (const [name, { leftToRight, goingOn, bits, otherEnds, code, codeOtherEnds, counted, ...rates }] of results) {
    const { written, rightMiddles: right, stop, stopInWindow: inWindow } = rates;
    const inRecords = { "gaps in records": bits, "with other ends": otherEnds };
    const inCode = { "gaps in code": code, "these with other ends": codeOtherEnds };
    const said = { ...leftToRight, "the last quarter": goingOn, ...inRecords, ...inCode };
    const asked = { "gaps filled": written, "right middles": right, "right stops": stop, "in a window": inWindow };
    const percents = { ...asked, "loss on": 100 * counted };
    const known = (values: Readonly<Record<string, number>>, digits: number, unit: string) =>
      Object.entries(values)
        .filter(([, value]) => Number.isFinite(value))
        .map(([what, value]) => `${what} ${value.toFixed(digits)}${unit}`);
    yield lab.note(`${name}: bits per byte of ${[...known(said, 3, ""), ...known(percents, 1, " %")].join(", ")}`);
  }
}
