/** The papers that cannot be run yet: facts and claims only. When a paper has its experiment, its line moves to running.ts. */
export { default as kalmEmbeddingV2 } from "./kalm-embedding-v2/paper.ts";
export { default as retromaeV2 } from "./retromae-v2/paper.ts";
export { default as vacancySbert } from "./vacancy-sbert/paper.ts";
export { default as xmen } from "./xmen/paper.ts";
