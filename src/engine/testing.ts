/** Helpers for tests of ops and methods: gradient checks against central differences, and tolerant comparison. */
export { checkGradient, type CheckOptions } from "./testing/gradient.ts";
export { closeness, registerMatchers, type NumbersLike } from "./testing/close.ts";
export { sampleTensors, type SampleFeeds } from "./testing/samples.ts";
