/** The contract between a paper and the rest of papertape. */
export { neutralOf, type Claim, type ClaimKind, type Direction } from "./claim.ts";
export { definePaper, type Paper } from "./paper.ts";
export { experiment, type Axis, type Chart, type Experiment, type PresetBase, type PresetName } from "./experiment.ts";
export { createLab, stretch, type Lab, type LabEvent, type Measurement, type Point } from "./lab.ts";
export { agrees, halfWidth, judge, type Judgement, type Verdict } from "./verdict.ts";
export {
  execute,
  seedsOf,
  type ExecuteOptions,
  type Machine,
  type RunOrigin,
  type RunRecord,
  type RunState,
} from "./run.ts";
