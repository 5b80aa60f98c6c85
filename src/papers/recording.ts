/** How a paper's results stand to what its experiment says today. */
import { registrationOf, type Experiment, type RunRecord } from "#lab/kit/index";

/** "older plan": claims, plan or full settings are no longer those under which the results were made, or none were registered then. */
export type RecordingState = "not recorded" | "older plan" | "recorded";

export async function recordingState(experiment: Experiment, runs: readonly RunRecord[]): Promise<RecordingState> {
  if (runs.length === 0) return "not recorded";
  const now = (await registrationOf(experiment))?.hash;
  return now !== undefined && runs.every(({ registration }) => registration === now) ? "recorded" : "older plan";
}
