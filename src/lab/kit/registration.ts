/**
 * What is fixed before a recording begins, and its hash: how the measured claims are judged, the plan, and the settings of
 * the full preset. Words are left out, so that a sentence may be improved; everything that could move a verdict is in.
 */
import { comparisonOf, neutralOf, type Claim } from "./claim.ts";
import type { Experiment, Plan, PresetBase } from "./experiment.ts";

export interface Registered {
  readonly claims: Readonly<Record<string, RegisteredClaim>>;
  readonly plan: Plan;
  readonly settings: Omit<PresetBase, "seconds">;
}

export type RegisteredClaim = Pick<
  Claim,
  "better" | "unit" | "stated" | "kind" | "scale" | "neutral" | "compares" | "counts" | "tolerance"
> & { readonly proxy: boolean };

/** As it stands in `results.json`. */
export interface Registration {
  /** SHA-256 of `registered`, in hexadecimal. */
  readonly hash: string;
  readonly registered: Registered;
}

/** The registration of an experiment as it stands; null for one without a plan, which cannot be recorded. */
export async function registrationOf(experiment: Experiment): Promise<Registration | null> {
  const { paper, measures, plan, presets } = experiment;
  if (!plan) return null;
  const { seconds: _, ...settings } = presets.full;
  const claims = Object.fromEntries(measures.map((id) => [id, judgedBy(paper.claims[id])]));
  // What JSON cannot hold (a function, undefined) is no setting; what is left reads back as it was.
  const registered = JSON.parse(JSON.stringify({ claims, plan, settings })) as Registered;
  return { hash: await hashOf(registered), registered };
}

/** Whether the hash is that of what is registered: nobody edited one of them. */
export const isIntact = async ({ hash, registered }: Registration): Promise<boolean> =>
  hash === (await hashOf(registered));

/** Where two registrations differ, one line each: "plan.seeds: 8, was 5". Empty for the same ones. */
export function changesBetween(before: Registration, now: Registration): string[] {
  const [old, current] = [leavesOf(before.registered), leavesOf(now.registered)];
  const shown = (value: string | undefined) => value ?? "absent";
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((path) => old.get(path) !== current.get(path))
    .map((path) => `${path}: ${shown(current.get(path))}, was ${shown(old.get(path))}`);
}

const judgedBy = (claim: Claim): RegisteredClaim => ({
  better: claim.better,
  unit: claim.unit,
  stated: claim.stated,
  kind: claim.kind,
  scale: claim.scale,
  neutral: neutralOf(claim),
  compares: comparisonOf(claim),
  counts: claim.counts,
  tolerance: claim.tolerance,
  proxy: claim.outOfScope?.proxy !== undefined,
});

/** A claim as it was registered, which is all that a verdict depends on. @param statement its words, which are not registered. */
export const claimAsRegistered = ({ proxy, ...claim }: RegisteredClaim, statement: string): Claim => ({
  ...claim,
  statement,
  ...(proxy && { outOfScope: { why: "as registered", proxy: "as registered" } }),
});

async function hashOf(registered: Registered): Promise<string> {
  // By path, so that the order in which a file writes its fields is of no account.
  const lines = [...leavesOf(registered)].map(([path, value]) => `${path}=${value}`).sort();
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines.join("\n")));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "claims.faster.counts" -> "2", as JSON. */
function leavesOf(value: unknown, path = ""): Map<string, string> {
  const isBranch = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBranch) return new Map(value === undefined ? [] : [[path, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, path === "" ? key : `${path}.${key}`)]),
  );
}
