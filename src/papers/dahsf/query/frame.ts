/**
 * Layer 5, until nothing changes: the frame of a query. Effects that stand side by side become one, with the commas and the
 * "that are" between them; what leads to the topic ("find papers on ...") goes into START, what ends it into END.
 */
import type { Guard, Layer, Tree } from "../forest.ts";
import { effects, effectsOf, type Context, type QueryNode, type Value } from "./effects.ts";

const join = (nodes: readonly QueryNode[]): Value => effects(...effectsOf(nodes));
const tree = (symbol: string, leaves: readonly string[], right?: Guard<Value>): Tree<Value, Context> => ({
  symbol,
  name: symbol === "EFFECT" ? "joined" : symbol === "START" ? "beginning" : "ending",
  leaves,
  act: join,
  right,
});

const among =
  (...symbols: string[]): Guard<Value> =>
  (node) =>
    node !== undefined && symbols.includes(node.symbol);
/** After "papers" the topic may follow at once only where a phrase stood before: "newest papers layer norm". */
const acted = (nodes: readonly QueryNode[]) => effectsOf(nodes).length > 0;

export const frameLayer: Layer<Value, Context> = {
  name: "frame",
  fix: true,
  trees: [
    tree("EFFECT", ["EFFECT EFFECT", "EFFECT , EFFECT", "EFFECT ; EFFECT", "EFFECT AND EFFECT", "EFFECT , AND EFFECT"]),
    tree("EFFECT", [
      ", EFFECT",
      "; EFFECT",
      "AND EFFECT",
      "FILLER EFFECT",
      "FILLER FILLER EFFECT",
      "AND FILLER EFFECT",
    ]),
    tree("EFFECT", ["EFFECT ,", "EFFECT ;"]),
    tree("START", [
      "START ASK",
      "START EFFECT",
      "START ,",
      "START PAPER ON",
      "START PAPER ABOUT",
      "START PAPER FOR",
      "START PAPER OF",
    ]),
    tree("START", ["START STUDY ON", "START STUDY ABOUT", "START STUDY OF", "START ON", "START ABOUT"]),
    tree("START", ["START FIND", "START FIND EVERY"], among("PAPER", "EVERY", "EFFECT", "STUDY")),
    tree("START", ["START EVERY"], among("PAPER", "EFFECT")),
    tree("START", ["START PAPER"], among("EFFECT", "END", "FILLER", "QUOTE", "LITERAL")),
    { ...tree("START", ["START PAPER"]), act: (nodes) => (acted(nodes) ? join(nodes) : null) },
    tree("END", ["EFFECT END", "PAPER END", "FILLER END", "AND END", ", END", ". END", "? END", "! END"]),
  ],
};
