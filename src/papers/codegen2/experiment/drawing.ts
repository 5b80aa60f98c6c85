/** The pictures of a run. */
import type { LabEvent } from "#lab/kit/index";
import { domains } from "./documents.ts";
import { parts, type ArmName, type Part } from "./objectives.ts";
import { domainArms, type Result } from "./results.ts";
import type { CodeGenLab } from "./settings.ts";

/** Points are drawn for the first seeds only: a page reads them all. */
const drawn = 3;

/** Names of the axes that count something. */
export const axisNames = { data: ["code", "prose", "both"], gaps: parts.gaps } as const;

export function* drawAll(
  lab: CodeGenLab,
  part: Part,
  results: ReadonlyMap<ArmName, Result>,
): Generator<LabEvent, void, void> {
  if (lab.seed > drawn) return;
  for (const [name, { leftToRight, goingOn, counted, ...filling }] of results) {
    if (part === "gaps") {
      const y = axisNames.gaps.findIndex((own) => own === name) + 1;
      const series = name.startsWith("causal") ? "causal" : "trained on gaps";
      yield lab.point("Left to right and infill", { series: name, x: leftToRight.code, y: filling.bits });
      yield lab.point("Which middle", { series, x: filling.rightMiddles, y });
      if (!name.startsWith("causal")) yield lab.point("Stops", { series, x: filling.stop, y });
      continue;
    }
    const data = domainArms.indexOf(name);
    if (data >= 0)
      for (const domain of domains)
        yield lab.point("Code and prose", { series: `on ${domain}`, x: data + 1, y: leftToRight[domain] });
    if (data <= 0) yield lab.point("Tokens with loss", { series: name, x: 100 * counted, y: goingOn });
  }
}
