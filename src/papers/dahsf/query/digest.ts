/** A query through all layers: what it asks for, which words said so, and the wording that says the same by rule. */
import { compileLayer, digestForest, withLeaf, type CompiledLayer, type Layer } from "../forest.ts";
import { dataLayer } from "./data.ts";
import { effectsOf, type Context, type Effect, type QueryNode, type Value } from "./effects.ts";
import { frameLayer } from "./frame.ts";
import { english, kindOf, type Lexicon } from "./lexicon.ts";
import { phraseLayer, timeLayer } from "./phrases.ts";
import { tokensOf } from "./tokens.ts";

/** A phrase that acts, with the words that it was read from. */
export interface Chip {
  readonly start: number;
  readonly end: number;
  readonly words: string;
  /** The tree that read it. */
  readonly rule: string;
  readonly effects: readonly Effect[];
}

export interface Digest {
  readonly query: string;
  /** What is left to search for, in the order typed. */
  readonly text: string;
  readonly chips: readonly Chip[];
  /** Orders that were asked for and are not known; their words are still in the text. */
  readonly notices: readonly string[];
  /** What every layer left, the tokens first, with its name. */
  readonly layers: readonly { readonly name: string; readonly nodes: readonly QueryNode[] }[];
}

export interface Language {
  readonly lexicon: Lexicon;
  readonly layers: readonly CompiledLayer<Value, Context>[];
}

/** Layer 1 of a lexicon. */
export const lexiconLayer = (lexicon: Lexicon): Layer<Value, Context> => ({
  name: "lexicon",
  trees: Object.entries(lexicon).map(([symbol, leaves]) => ({
    symbol,
    kinds: symbol in kindOf ? [kindOf[symbol]] : [],
    leaves,
  })),
});

const above = [dataLayer, timeLayer, phraseLayer, frameLayer].map(compileLayer);

/** The query language over a lexicon. */
export const languageOf = (lexicon: Lexicon): Language => ({
  lexicon,
  layers: [compileLayer(lexiconLayer(lexicon)), ...above],
});

/** The language with one more wording of a symbol. @throws Error when there is no such symbol. */
export function withWording(
  { lexicon, layers: [words, ...rest] }: Language,
  symbol: string,
  wording: string,
): Language {
  const index = words.trees.findIndex((tree) => tree.symbol === symbol);
  if (index < 0) throw new Error(`no symbol ${symbol} in the lexicon`);
  return {
    lexicon: { ...lexicon, [symbol]: [...lexicon[symbol], wording] },
    layers: [withLeaf(words, index, wording), ...rest],
  };
}

const standard = languageOf(english);

export interface DigestOptions {
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Default: English. */
  readonly language?: Language;
}

/** Of a longer text only the beginning is read for phrases; the rest is text. */
const longest = 1_000;

/** A text of more words is a description and no query: nothing but operators is read in it. */
const mostWords = 30;
const operators = new Set(["START", "END", "OPERATOR", "LITERAL", "QUOTE"]);

const readable = (tokens: readonly QueryNode[]): readonly QueryNode[] =>
  tokens.filter(({ kinds }) => kinds.includes("<word>")).length <= mostWords
    ? tokens
    : tokens.map((token) => (operators.has(token.symbol) ? token : { ...token, symbol: "OTHER", kinds: [] }));

/** Digests a query. Every text is one; what is not understood is searched for. */
export function digest(query: string, { today, language = standard }: DigestOptions): Digest {
  const read = query.slice(0, longest);
  const sequences = digestForest(language.layers, readable(tokensOf(read)), { text: read, today });
  const layers = sequences.map((nodes, at) => ({ name: at === 0 ? "words" : language.layers[at - 1].name, nodes }));
  const phrases = layers.find(({ name }) => name === "phrases")!.nodes;
  const chips = phrases.flatMap((node) => {
    const meant = effectsOf([node]);
    return meant.length === 0
      ? []
      : [
          {
            start: node.start,
            end: node.end,
            words: read.slice(node.start, node.end),
            rule: node.rule!,
            effects: meant,
          },
        ];
  });
  const notices = phrases.flatMap(({ value }) => (value?.kind === "notice" ? [value.text] : []));
  const text = [residue(sequences.at(-1)!, read), query.slice(longest)].join("").trim();
  const understood = text !== "" || chips.length > 0;
  return { query, text: understood ? text : query.trim(), chips, notices, layers };
}

/** What no phrase and no frame took, as it was typed; one space where something was taken out. */
function residue(nodes: readonly QueryNode[], typed: string): string {
  const left = nodes.filter(({ symbol }) => !["START", "END", "EFFECT"].includes(symbol));
  let text = "";
  for (const [at, node] of left.entries()) {
    const before = left[at - 1];
    const between = before ? typed.slice(before.end, node.start) : "";
    text +=
      (/\S/.test(between) ? " " : between) +
      (node.value?.kind === "word" && node.symbol === "LITERAL" ? node.value.text : typed.slice(node.start, node.end));
  }
  return text;
}

/** All effects of a digest, each once; of several orders and limits the first. */
export function meaningOf({ chips }: Pick<Digest, "chips">): Effect[] {
  const found: Effect[] = [];
  for (const effect of chips.flatMap((chip) => chip.effects)) {
    const same = found.some((other) =>
      effect.kind === "filter" ? JSON.stringify(other) === JSON.stringify(effect) : other.kind === effect.kind,
    );
    if (!same) found.push(effect);
  }
  return found;
}
