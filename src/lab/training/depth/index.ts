/** What papers on depth share: one deep, narrow LLaMA, the arms that they compare, their tuning, looks into blocks, and most of an experiment. */
export {
  commonArms,
  depthArm,
  depthChanges,
  depthShape,
  meanScale,
  ownArms,
  startingStd,
  tunedDepthArms,
  type DepthArmName,
  type DepthShape,
} from "./arms.ts";
export { blockAxis, depthCharts, type DepthChartName } from "./charts.ts";
export {
  compareDepth,
  entropyOf,
  failureOf,
  moments,
  type DepthArmResult,
  type DepthResults,
  type Look,
  type Moment,
} from "./compare.ts";
export { continued, splitText } from "./continued.ts";
export { drawBlocks, drawRemovals, looksOf, noteRemovals, type NamedLook } from "./draw.ts";
export { depthExperiment, lossesPart, trainDepth, type DepthStudy, type TrainedDepth } from "./experiment.ts";
export { measureLosses, parametersOf, type LossClaims } from "./losses.ts";
export { bestTuned, depthRates, depthTable, tunedDeviation } from "./rates.ts";
export { depthPresets, type DepthSettings } from "./settings.ts";
