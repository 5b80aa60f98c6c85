/**
 * A hierarchical symbolic forest: layers of small trees that rewrite a sequence of symbols, each layer working on what the
 * one below left.
 *
 *   seq_0 = tokens,   seq_l = Digest(F_l, seq_(l-1)),   meaning = what the nodes of seq_L stand for
 *
 * A tree has a root, which is a standard symbol, and leaves, which are the alternatives that are rewritten to it. A pattern
 * whose places have n_1 .. n_k alternatives covers n_1 * .. * n_k wordings and stores n_1 + .. + n_k strings.
 */

/** A symbol with the text that it stands for. Words in lower case are symbols themselves; standard symbols have capitals. */
export interface Node<V> {
  readonly symbol: string;
  /** Kinds of data it can be read as, such as "<year>": a place of a pattern may ask for one of them. */
  readonly kinds: readonly string[];
  /** First and one past the last UTF-16 code unit of the text. */
  readonly start: number;
  readonly end: number;
  readonly value: V | null;
  /** The nodes that were rewritten; none of a token. */
  readonly children: readonly Node<V>[];
  /** The tree that made it; null of a token. */
  readonly rule: string | null;
}

/** Whether a neighbour allows the rewriting; undefined stands for the end of the sequence. */
export type Guard<V> = (neighbour: Node<V> | undefined) => boolean;

export interface Tree<V, C> {
  /** The root. */
  readonly symbol: string;
  /** The tree's own name, where several have one root. Default: the root. */
  readonly name?: string;
  readonly kinds?: readonly string[];
  /** Alternatives: symbols and kinds of the layer below, a space between them. */
  readonly leaves: readonly string[];
  /** The meaning; null refuses, and the next shorter alternative is tried. Default: the value of a child that has one. */
  readonly act?: (children: readonly Node<V>[], context: C) => V | null;
  /** A larger one goes first among alternatives of one length. Default 0. */
  readonly priority?: number;
  readonly left?: Guard<V>;
  readonly right?: Guard<V>;
}

export interface Layer<V, C> {
  readonly name: string;
  readonly trees: readonly Tree<V, C>[];
  /** Repeat until nothing changes, at most eight times. */
  readonly fix?: boolean;
}

interface TrieNode {
  readonly next: Map<string, TrieNode>;
  /** Trees that have an alternative ending here, in their order. */
  readonly ends: number[];
}

export interface CompiledLayer<V, C> extends Layer<V, C> {
  readonly trie: TrieNode;
}

const mostPasses = 8;

/** A layer's alternatives as a trie, so that digesting is linear in the sequence. @throws Error naming a tree with an empty alternative. */
export function compileLayer<V, C>(layer: Layer<V, C>): CompiledLayer<V, C> {
  const trie: TrieNode = { next: new Map(), ends: [] };
  for (const [index, tree] of layer.trees.entries())
    for (const leaf of tree.leaves) {
      if (leaf.trim() === "") throw new Error(`${layer.name}: ${tree.name ?? tree.symbol} has an empty alternative`);
      let at = trie;
      for (const symbol of leaf.split(" ")) {
        const next = at.next.get(symbol) ?? { next: new Map(), ends: [] };
        at.next.set(symbol, next);
        at = next;
      }
      at.ends.push(index);
    }
  return { ...layer, trie };
}

/** A layer with one more alternative of a tree; the layer itself stays as it is, and what does not change is shared. */
export function withLeaf<V, C>(layer: CompiledLayer<V, C>, index: number, leaf: string): CompiledLayer<V, C> {
  const extended = (at: TrieNode | undefined, [symbol, ...rest]: readonly string[]): TrieNode =>
    symbol === undefined
      ? { next: at?.next ?? new Map(), ends: [...(at?.ends ?? []), index] }
      : { next: new Map(at?.next).set(symbol, extended(at?.next.get(symbol), rest)), ends: at?.ends ?? [] };
  const tree = layer.trees[index];
  return {
    ...layer,
    trees: layer.trees.with(index, { ...tree, leaves: [...tree.leaves, leaf] }),
    trie: extended(layer.trie, leaf.split(" ")),
  };
}

/** One layer over a sequence: from left to right the longest alternative that its tree accepts; what nothing matches is copied. */
export function digestLayer<V, C>(
  layer: CompiledLayer<V, C>,
  sequence: readonly Node<V>[],
  context: C,
): readonly Node<V>[] {
  let before = sequence;
  for (let pass = 0; pass < (layer.fix ? mostPasses : 1); pass++) {
    const after = digestOnce(layer, before, context);
    if (after.length === before.length && after.every((node, at) => node === before[at])) return after;
    before = after;
  }
  return before;
}

/** What every layer left, the tokens first. */
export function digestForest<V, C>(
  layers: readonly CompiledLayer<V, C>[],
  tokens: readonly Node<V>[],
  context: C,
): readonly (readonly Node<V>[])[] {
  const sequences = [tokens];
  for (const layer of layers) sequences.push(digestLayer(layer, sequences.at(-1)!, context));
  return sequences;
}

function digestOnce<V, C>(layer: CompiledLayer<V, C>, sequence: readonly Node<V>[], context: C): Node<V>[] {
  const after: Node<V>[] = [];
  for (let at = 0; at < sequence.length;) {
    const node = rewrite(layer, sequence, at, after.at(-1), context);
    after.push(node ?? sequence[at]);
    at += node ? node.children.length : 1;
  }
  return after;
}

/** The longest alternative at a place, as a node of its tree's root; of equally long ones that of the larger priority, then the earlier. */
function rewrite<V, C>(
  { trees, trie }: CompiledLayer<V, C>,
  sequence: readonly Node<V>[],
  at: number,
  left: Node<V> | undefined,
  context: C,
): Node<V> | null {
  for (const { tree, length } of alternatives(trees, trie, sequence, at)) {
    const children = sequence.slice(at, at + length);
    if (tree.left?.(left) === false || tree.right?.(sequence[at + length]) === false) continue;
    const value = tree.act
      ? tree.act(children, context)
      : (children.find((child) => child.value !== null)?.value ?? null);
    if (tree.act && value === null) continue;
    return {
      symbol: tree.symbol,
      kinds: tree.kinds ?? [],
      start: children[0].start,
      end: children[length - 1].end,
      value,
      children,
      rule: tree.name ?? tree.symbol,
    };
  }
  return null;
}

/** All that match at a place, the one to try first in front. */
function alternatives<V, C>(
  trees: readonly Tree<V, C>[],
  trie: TrieNode,
  sequence: readonly Node<V>[],
  at: number,
): { tree: Tree<V, C>; order: number; length: number }[] {
  const found: { tree: Tree<V, C>; order: number; length: number }[] = [];
  let states = [trie];
  for (let length = 1; states.length > 0 && at + length <= sequence.length; length++) {
    const { symbol, kinds } = sequence[at + length - 1];
    states = states.flatMap(({ next }) => [symbol, ...kinds].flatMap((edge) => next.get(edge) ?? []));
    for (const { ends } of states) for (const order of ends) found.push({ tree: trees[order], order, length });
  }
  const first = ({ priority = 0 }: Tree<V, C>) => -priority;
  return found.sort((a, b) => b.length - a.length || first(a.tree) - first(b.tree) || a.order - b.order);
}
