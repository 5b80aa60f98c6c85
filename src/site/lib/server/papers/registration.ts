/** What of a paper's recording was fixed before it began, and whether that is still what the code says. */
import { changesBetween, registrationOf, type Plan, type Registration } from "#lab/kit/index";
import { committedRegistration, committedRuns, loadExperiment } from "#papers/registry";

/** `before`: recorded before there was registration; `changed`: claims, plan or settings are no longer those of the recording. */
export type RegistrationState =
  | { readonly state: "before" }
  | {
      readonly state: "registered" | "changed";
      readonly hash: string;
      readonly plan: Plan;
      readonly changes: string[];
    };

/** null where nothing ships that could have been registered. */
export async function registrationState(slug: string): Promise<RegistrationState | null> {
  const [experiment, runs] = await Promise.all([loadExperiment(slug), committedRuns(slug)]);
  if (experiment === null || runs.length === 0) return null;
  return stateOf(await committedRegistration(slug), await registrationOf(experiment));
}

/** Hash of what is registered of an experiment as the code has it, by which runs of it are known; null where it has no plan. */
export async function registeredHash(slug: string): Promise<string | null> {
  const experiment = await loadExperiment(slug);
  return (experiment && (await registrationOf(experiment)))?.hash ?? null;
}

export function stateOf(recorded: Registration | null, now: Registration | null): RegistrationState {
  if (recorded === null) return { state: "before" };
  const { hash, registered } = recorded;
  const changes = now === null ? ["the plan is gone"] : changesBetween(recorded, now);
  return { state: changes.length === 0 ? "registered" : "changed", hash, plan: registered.plan, changes };
}
