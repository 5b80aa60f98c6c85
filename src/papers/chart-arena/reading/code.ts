/**
 * As much of Python as charts are written in: names that are given literals, calls that draw, and the operators of mingrammer's diagrams.
 * It is read, never run; loops, arithmetic and functions are passed over.
 */
import type { Grid } from "#lab/extraction/tables";
import { withoutFence } from "#lab/extraction/tables";
import { linked, type TreeNode } from "./trees.ts";

export type Expression =
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly items: readonly Expression[];
      readonly named: ReadonlyMap<string, Expression>;
    }
  | { readonly kind: "chain"; readonly items: readonly Expression[]; readonly signs: readonly string[] };

export interface Statement {
  readonly target: string | null;
  readonly value: Expression;
}

const token =
  /\s+|#[^\n]*|[rbfu]*("""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_.]*)|(>>|<<|[^\s])/uy;

interface Token {
  readonly kind: "text" | "number" | "name" | "sign";
  readonly text: string;
  /** Whether a line ends before it. */
  readonly first: boolean;
}

function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  let [first, at] = [true, 0];
  while (at < code.length) {
    token.lastIndex = at;
    const found = token.exec(code);
    if (!found) break;
    at = token.lastIndex;
    const [whole, text, number, name, sign] = found;
    if (text === undefined && number === undefined && name === undefined && sign === undefined) {
      first ||= whole.includes("\n");
      continue;
    }
    if (text !== undefined) tokens.push({ kind: "text", text: unquoted(text), first });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, first });
    else if (name !== undefined) tokens.push({ kind: "name", text: name, first });
    else tokens.push({ kind: "sign", text: sign, first });
    first = false;
  }
  return tokens;
}

function unquoted(text: string): string {
  const width = text.startsWith('"""') || text.startsWith("'''") ? 3 : 1;
  return text.slice(width, -width).replace(/\\(.)/g, (_, sign: string) => ({ n: "\n", t: "\t" })[sign] ?? sign);
}

/** The statements of a program that are an expression, or give one to a name; nesting beyond 100 ends the reading. */
export function statementsOf(text: string): Statement[] {
  const tokens = tokensOf(withoutFence(text));
  const statements: Statement[] = [];
  let [at, depth] = [0, 0];
  const is = (sign: string) => tokens[at]?.kind === "sign" && tokens[at].text === sign;
  const take = (sign: string) => is(sign) && ++at > 0;
  const fail = () => new SyntaxError("not in the subset");

  function primary(): Expression {
    const next = tokens[at++] as Token | undefined;
    if (!next) throw fail();
    if (next.kind === "text") {
      let value = next.text;
      while (tokens[at]?.kind === "text") value += tokens[at++].text;
      return { kind: "literal", value };
    }
    if (next.kind === "number") return { kind: "literal", value: next.text };
    if (next.kind === "name") {
      if (!is("(")) return { kind: "name", name: next.text };
      at++;
      const [items, named] = [[] as Expression[], new Map<string, Expression>()];
      while (!take(")")) {
        if (tokens[at]?.kind === "name" && tokens[at + 1]?.text === "=" && tokens[at + 2]?.text !== "=") {
          const name = tokens[at].text;
          at += 2;
          named.set(name, expression());
        } else items.push(expression());
        if (!take(",") && !is(")")) throw fail();
      }
      return { kind: "call", name: next.text, items, named };
    }
    const end = { "[": "]", "(": ")", "{": "}" }[next.text];
    if (end === undefined) throw fail();
    const [items, entries] = [[] as Expression[], [] as [Expression, Expression][]];
    while (!take(end)) {
      const item = expression();
      if (next.text === "{" && take(":")) entries.push([item, expression()]);
      else items.push(item);
      if (!take(",") && !is(end)) throw fail();
    }
    if (next.text === "{") return { kind: "dict", entries };
    const alone = next.text === "(" && items.length === 1 && tokens[at - 2]?.text !== ",";
    return alone ? items[0] : { kind: "list", items };
  }

  function expression(): Expression {
    if (++depth > 100) throw fail();
    const [items, signs] = [[primary()], [] as string[]];
    while (is(">>") || is("<<") || is("-")) {
      signs.push(tokens[at++].text);
      items.push(primary());
    }
    depth--;
    return signs.length === 0 ? items[0] : { kind: "chain", items, signs };
  }

  while (at < tokens.length) {
    const start = at;
    depth = 0;
    try {
      const target =
        tokens[at].kind === "name" && tokens[at + 1]?.text === "=" && tokens[at + 2]?.text !== "="
          ? tokens[at].text
          : null;
      if (target !== null) at += 2;
      const value = expression();
      if (at < tokens.length && !tokens[at].first) throw fail();
      statements.push({ target, value });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // On to the next line.
      for (at = start + 1; at < tokens.length && !tokens[at].first; at++);
    }
  }
  return statements;
}

const drawing = /(?:^|\.)(?:bar|barh|plot|scatter|pie|stem|step)$/;

/** Charts drawn with matplotlib: bar(x, y, label=..) and its like, pie(sizes, labels=..), or a dict of lists beside the list of what they are of. */
export function readCodeTable(text: string): Grid {
  const statements = statementsOf(text);
  const values = new Map(statements.flatMap(({ target, value }) => (target === null ? [] : [[target, value]])));
  const resolve = (one: Expression | undefined): Expression | undefined =>
    one?.kind === "name" ? values.get(one.name) : one;
  const textsOf = (one: Expression | undefined): string[] | null => {
    const list = resolve(one);
    if (list?.kind === "call" && /(?:^|\.)(?:array|list)$/.test(list.name)) return textsOf(list.items[0]);
    if (list?.kind !== "list") return null;
    const items = list.items.map((item) => resolve(item));
    return items.every((item) => item?.kind === "literal") ? items.map((item) => item.value) : null;
  };
  let labels: string[] | null = null;
  const series: { name: string; values: string[] }[] = [];
  for (const { value: call } of statements) {
    if (call.kind !== "call" || !drawing.test(call.name)) continue;
    const pie = call.name.endsWith("pie");
    const [x, y] = pie
      ? [textsOf(call.named.get("labels")), textsOf(call.items[0])]
      : [textsOf(call.items[0]), textsOf(call.items[1])];
    const label = resolve(call.named.get("label"));
    if (!x || x.length !== y?.length || (labels && labels.join("\n") !== x.join("\n"))) continue;
    labels = x;
    series.push({ name: label?.kind === "literal" ? label.value : "", values: y });
  }
  if (!labels)
    for (const dict of values.values()) {
      if (dict.kind !== "dict") continue;
      const columns = dict.entries.map(([key, list]) => ({
        name: key.kind === "literal" ? key.value : "",
        values: textsOf(list),
      }));
      const length = columns[0]?.values?.length;
      if (length === undefined || columns.some((column) => column.values?.length !== length)) continue;
      const beside = [...values.values()].map(textsOf).find((list) => list?.length === length);
      if (!beside) continue;
      labels = beside;
      for (const { name, values } of columns) series.push({ name, values: values! });
      break;
    }
  if (!labels) return [];
  return [
    ["", ...series.map(({ name }) => name)],
    ...labels.map((label, at) => [label, ...series.map(({ values }) => values[at])]),
  ];
}

/** A mind map whose program has `edges = [(parent, child), ..]`, and `nodes` for whoever has none. */
export function readCodeTree(text: string): TreeNode[] {
  const statements = statementsOf(text);
  const listOf = (name: string): readonly Expression[] => {
    const value = statements.find(({ target }) => target === name)?.value;
    return value?.kind === "list" ? value.items : [];
  };
  const word = (one: Expression | undefined) => (one?.kind === "literal" ? one.value : "");
  const parents = new Map<string, string>();
  const names = new Set(listOf("nodes").map(word));
  for (const edge of listOf("edges")) {
    const [parent, child] = edge.kind === "list" ? edge.items.map(word) : [];
    if (!parent || !child) continue;
    names.add(parent).add(child);
    if (!parents.has(child)) parents.set(child, parent);
  }
  names.delete("");
  return linked([...names].map((name) => ({ id: name, parent: parents.get(name) ?? "", name })));
}
