/** Whether a bundle says what its numbers say: everything that can be checked of it without computing a seed again. */
import { isIntact } from "#lab/kit/index";
import { faultsInRun } from "../runs/whole.ts";
import { verdictOf, type Bundle, type BundledClaim, type BundledJudgement } from "./bundle.ts";
import { bundleNames } from "./files.ts";
import { logbook } from "./logbook.ts";
import type { ReadBundle } from "./read.ts";

/**
 * One line per fault; empty: the registration is the one that its hash is of, the runs were made under it and have every number
 * that was to be measured, and every verdict is what the rule says of them.
 * @param version of this papertape.
 */
export async function faultsInBundle(bundle: ReadBundle, version: string): Promise<string[]> {
  const { registration } = bundle.results;
  if (!(await isIntact(registration)))
    return [
      `the hash of the registration (${registration.hash}) is not that of what is registered beside it: claims, plan or settings were changed after it was taken`,
    ];
  return [
    ...runFaults(bundle),
    ...bundle.claims.flatMap((claim) => verdictFaults(claim, bundle)),
    ...claimFaults(bundle),
    ...logbookFaults(bundle, version),
  ];
}

function runFaults({ paper, results }: Bundle): string[] {
  const { hash, registered } = results.registration;
  const measures = Object.keys(registered.claims);
  const planned = Array.from({ length: registered.settings.seeds }, (_, index) => index + 1);
  const faults = results.runs.flatMap((run) =>
    [
      ...(run.paper === paper.slug ? [] : [`it is of the paper ${run.paper}, not of ${paper.slug}`]),
      ...(run.preset === "full" && run.state === "finished"
        ? []
        : [`it is no finished full run: ${run.preset}, ${run.state}`]),
      ...(run.origin === "browser" ? ["a visitor sent it, and no verdict stands on what visitors send"] : []),
      ...(run.registration === hash
        ? []
        : [`it was computed under another registration (${run.registration ?? "none"})`]),
      ...run.seeds.filter((seed) => !planned.includes(seed)).map((seed) => `seed ${seed} is not one of the plan`),
      ...faultsInRun(run, measures),
    ].map((fault) => `run ${run.id}: ${fault}`),
  );
  const seeds = new Set(results.runs.flatMap((run) => run.seeds));
  const missing = planned.filter((seed) => !seeds.has(seed));
  if (missing.length > 0 && results.runs.some(({ origin }) => origin === "committed"))
    faults.push(`seed ${missing.join(", ")} of the plan was not run`);
  return faults;
}

/** Numbers that went through a file are what they were; those that went through another processor's logarithm may differ in their last digits. */
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300);

const same = (a: BundledJudgement, b: BundledJudgement): boolean =>
  a.verdict === b.verdict &&
  a.proxy === b.proxy &&
  a.seeds === b.seeds &&
  a.diverged === b.diverged &&
  (a.mean === null || b.mean === null ? a.mean === b.mean : close(a.mean, b.mean)) &&
  (a.interval === null || b.interval === null
    ? a.interval === b.interval
    : close(a.interval[0], b.interval[0]) && close(a.interval[1], b.interval[1]));

function verdictFaults({ id, judgement: says }: BundledClaim, { results }: Bundle): string[] {
  const is = verdictOf(id, results);
  if (is === null)
    return says.verdict === null || says.verdict === "beyond"
      ? []
      : [`${id}: it says ${says.verdict}, and the claim was never registered`];
  return same(says, is) ? [] : [`${id}: it says ${inWords(says)}; the rule says ${inWords(is)} of the numbers in it`];
}

const inWords = ({ verdict, mean, interval }: BundledJudgement): string =>
  `${verdict ?? "nothing"} (mean ${mean ?? "none"}, interval ${interval?.join(" to ") ?? "none"})`;

function claimFaults({ claims, results }: Bundle): string[] {
  const told = new Set(claims.map(({ id }) => id));
  const left = Object.keys(results.registration.registered.claims).filter((id) => !told.has(id));
  const twice = claims.length - told.size;
  return [
    ...left.map((id) => `${id} was registered and measured, and is left out of the claims`),
    ...(twice === 0 ? [] : [`a claim is told ${twice + 1} times`]),
  ];
}

/** Another version writes in words of its own, which cannot be held against anything. */
const logbookFaults = (bundle: ReadBundle, version: string): string[] =>
  bundle.version === version && logbook(bundle) !== bundle.logbook
    ? [`${bundleNames.logbook} is not the one that these numbers give; read the verdicts here instead`]
    : [];
