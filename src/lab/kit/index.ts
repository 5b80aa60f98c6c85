/** The contract between a paper and the rest of papertape. */
export {
  comparisonOf,
  isMeasurable,
  neutralOf,
  type Claim,
  type ClaimKind,
  type Comparison,
  type Direction,
  type Scale,
} from "./claim.ts";
export { faultsOf } from "./faults.ts";
export { definePaper, isArxivId, isDay, type Paper } from "./paper.ts";
export { drain, relay } from "./drain.ts";
export {
  experiment,
  type Axis,
  type Chart,
  type Experiment,
  type Plan,
  type PresetBase,
  type PresetName,
} from "./experiment.ts";
export {
  explore,
  inWords,
  powered,
  readInputs,
  viewAt,
  type Explore,
  type ExploreInput,
  type RawValues,
  type Seen,
  type View,
} from "./explore.ts";
export { createLab, withProgressRange, type Lab, type LabEvent, type Measurement, type Point } from "./lab.ts";
export {
  changesBetween,
  claimAsRegistered,
  isIntact,
  registrationOf,
  type Registered,
  type RegisteredClaim,
  type Registration,
} from "./registration.ts";
export {
  agrees,
  halfWidth,
  judge,
  verdicts,
  type Doubt,
  type Judgement,
  type Sample,
  type Verdict,
} from "./verdict.ts";
export {
  execute,
  seedsOf,
  type ExecuteOptions,
  type Machine,
  type RunOrigin,
  type RunRecord,
  type RunState,
} from "./run.ts";
