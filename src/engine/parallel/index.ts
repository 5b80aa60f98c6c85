/** One model on several ranks: communicators, segments between collectives, and layers of which each rank has a part. */
export { soloCommunicator, type Communicator, type CommunicatorStats, type Reduction } from "./communicator.ts";
export { lockstep, openLink, type Link } from "./lockstep.ts";
export { endMeeting, sharedCommunicator, sharedMeeting, type SharedMeeting } from "./shared.ts";
export { cutPart, joinParts, partShape, type Cut } from "./cut.ts";
export { openSegment, weightsOf, type Segment, type SegmentGraph, type SegmentOptions } from "./segment.ts";
export { openUpdater, type Updater } from "./update.ts";
export {
  columnLinear,
  rowLinear,
  splitAttention,
  splitCrossEntropy,
  splitEmbedding,
  splitFeedForward,
  type SplitOptions,
} from "./layers.ts";
