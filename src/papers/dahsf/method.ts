/**
 * DAHSF, our reconstruction: text of a narrow domain, digested by layers of small trees into a command.
 *
 *   words -> lexicon -> data -> phrases -> frame          forest.ts is the algorithm, query/ the layers of search queries
 *
 *   digest("papers on layer norm since 2024, most discussed first", { today: "2026-11-30" })
 *     -> text "layer norm", chips: since 2024 = published >= 2024-01-01, most discussed first = sort:comments
 */
export {
  compileLayer,
  digestForest,
  digestLayer,
  withLeaf,
  type CompiledLayer,
  type Guard,
  type Layer,
  type Node,
  type Tree,
} from "./forest.ts";
export {
  digest,
  languageOf,
  meaningOf,
  withWording,
  type Chip,
  type Digest,
  type DigestOptions,
  type Language,
} from "./query/digest.ts";
export type { Effect, Field, Filter, Order, QueryNode } from "./query/effects.ts";
export { english, type Lexicon } from "./query/lexicon.ts";
export { meaningKey, print, protect, type Meaning } from "./query/print.ts";
