/** What papers on depth share: one deep, narrow LLaMA, the arms that they compare, and looks into their blocks. */
export {
  depthArm,
  depthChanges,
  depthShape,
  meanScale,
  startingStd,
  tunedDepthArms,
  type DepthArmName,
  type DepthShape,
} from "./arms.ts";
export { compareDepth, entropyOf, failureOf, moments, type DepthArmResult, type Look, type Moment } from "./compare.ts";
export { continued, continuedDifference, splitText } from "./continued.ts";
export { drawBlocks, drawLosses, drawRemovals, noteRemovals, parametersOf } from "./draw.ts";
export { depthPresets, type DepthSettings } from "./settings.ts";
