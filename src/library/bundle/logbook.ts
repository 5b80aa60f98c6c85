/** The logbook of a paper, for people: what was registered, what was measured, what that says, and how to see it again. */
import { claimAsRegistered, type Plan, type RunRecord } from "#lab/kit/index";
import { plainMarkdown as plain } from "../citations/plain-markdown.ts";
import { hashOf } from "../runs/write.ts";
import { count, listed } from "../words/count.ts";
import { expectation, originWords } from "../words/claims.ts";
import { formatJudgement, formatStated, unitAfter } from "../words/number.ts";
import { formatMoment } from "../words/time.ts";
import { verdictWords } from "../words/verdict.ts";
import type { Bundle, BundledClaim } from "./bundle.ts";

export function logbook(bundle: Bundle): string {
  const { version, paper, claims, results } = bundle;
  const { registration, runs } = results;
  const { plan, settings } = registration.registered;
  const facts = [
    paper.authors.length > 0 && `Authors: ${plain(paper.authors.join(", "))}`,
    paper.published && `Published: ${paper.published}`,
    paper.source && `Source: <${paper.source.url}>`,
    paper.code && `The authors' code: <${paper.code}>`,
    `Measured by papertape ${version}, with an implementation of its own`,
  ].filter((fact): fact is string => typeof fact === "string");
  const measured = claims.filter(({ id }) => id in registration.registered.claims);
  return `${[
    `# Logbook: ${plain(paper.title)}`,
    list(facts),
    "## Claims",
    table(
      ["claim", "statement", "stated", "expected", "measured", "seeds", "verdict"],
      claims.map((claim) => row(claim, bundle)),
    ),
    list(
      [...new Set(claims.map(({ judgement }) => judgement.verdict ?? ("none" as const)))].map(
        (mark) => `${verdictWords[mark].word}: ${verdictWords[mark].means}`,
      ),
    ),
    "Verdicts are computed by one rule from what was registered and measured, and by nothing else. A proxy is a stand-in for a claim that is out of reach at this scale.",
    "## What was registered before",
    `SHA-256 of it: \`${registration.hash}\``,
    list(planLines(plan)),
    "Settings of the experiment:",
    fenced(settings),
    "## How to verify it",
    `With papertape, on any machine. The first command needs seconds: it holds every file against its sum, the registration against its hash, and computes every verdict from the numbers in this bundle. The second also computes a seed again, the third all of them.`,
    fencedText(
      [
        "papertape verify <this bundle> --results",
        `papertape verify <this bundle> --seed ${runs[0]?.seeds[0] ?? 1}`,
        "papertape verify <this bundle>",
      ].join("\n"),
    ),
    "Without papertape, `sha256sum -c SHA256SUMS` says whether a file was changed.",
    "## Runs",
    ...runs.map(runSection),
    "## Values",
    ...measured.flatMap((claim) => valuesOf(claim, runs)),
  ].join("\n\n")}\n`;
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const fencedText = (text: string): string => `\`\`\`\n${text}\n\`\`\``;
const fenced = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

function row({ id, statement, outOfReach, judgement }: BundledClaim, { results }: Bundle): string[] {
  const { claims } = results.registration.registered;
  const word = verdictWords[judgement.verdict ?? "none"].word + (judgement.proxy ? ", proxy" : "");
  if (!Object.hasOwn(claims, id))
    return [id, plain(statement), "", "", outOfReach === null ? "" : plain(`out of reach: ${outOfReach}`), "", word];
  const claim = claimAsRegistered(claims[id], statement);
  const number = formatJudgement(judgement);
  const unit = plain(unitAfter(claim.unit));
  return [
    id,
    plain(statement),
    claim.stated === null ? "" : `${formatStated(claim.stated)}${unit}`,
    plain(expectation(claim)),
    number === null ? "" : `${number}${judgement.mean === null ? "" : unit}`,
    String(judgement.seeds),
    word,
  ];
}

function planLines({ seeds, why, pilot, arms, steps, tuning, learningRates }: Plan): string[] {
  const pairs = (values: Readonly<Record<string, number | undefined>>) =>
    Object.entries(values).map(([name, value]) => `${plain(name)} ${value}`);
  return [
    `${count(seeds, "seed")}. ${plain(why)}`,
    `Arms: ${plain(listed(arms))}`,
    `Steps: ${typeof steps === "number" ? steps : pairs(steps).join(", ")}`,
    `Rates: ${plain(tuning)}`,
    ...(learningRates ? [`Rates that came of it: ${pairs(learningRates).join(", ")}`] : []),
    ...(Object.keys(pilot).length > 0 ? [`Standard deviations in the pilot: ${pairs(pilot).join(", ")}`] : []),
  ];
}

function runSection(run: RunRecord): string {
  const { id, seeds, origin, device, threads, machine, versions, startedAt, finishedAt, notes } = run;
  return list([
    `Run \`${id}\`, ${originWords[origin]}, seeds ${seeds.join(", ")}`,
    `${formatMoment(startedAt)} to ${finishedAt === null ? "no end" : formatMoment(finishedAt)}`,
    plain(
      `${machine.cpu}, ${count(machine.cores, "core")}, ${machine.os}, ${machine.runtime}; ${device}, ${count(threads, "thread")}`,
    ),
    plain(
      Object.entries(versions)
        .map((entry) => entry.join(" "))
        .join(", "),
    ),
    `SHA-256 of the record: \`${hashOf(run)}\``,
    ...notes.map((note) => plain(note)),
  ]);
}

/** Every value, as it was measured: all digits. */
function valuesOf({ id, statement }: BundledClaim, runs: readonly RunRecord[]): string[] {
  const values = runs.flatMap(({ measurements }) => measurements.filter(({ claim }) => claim === id));
  const twins = values.some(({ twin }) => twin !== undefined);
  const rows = values.map(({ seed, value, exact, twin }) => [
    exact ? "any" : String(seed),
    value === null ? "diverged" : String(value),
    ...(twins ? [twin === undefined ? "" : String(twin)] : []),
  ]);
  const distinct = [...new Map(rows.map((cells) => [cells.join(" "), cells])).values()];
  return [`### ${id}`, plain(statement), table(["seed", "value", ...(twins ? ["the baseline's twin"] : [])], distinct)];
}
