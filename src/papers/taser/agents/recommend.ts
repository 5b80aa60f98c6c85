/** Recommender: what does not fit is gathered by what it has in common, and each gathering proposes one change of the schema. */
import { distance, near, profileOf, type Profile } from "./profile.ts";
import type { Misfit, Reason } from "./extract.ts";
import { fieldOf, type Change, type Schema } from "./schema.ts";
import { trigramDice } from "./similarity.ts";

export interface Proposal {
  readonly change: Change;
  /** Keys of the rows that ask for it. */
  readonly evidence: readonly string[];
  readonly tables: number;
  readonly documents: readonly string[];
}

/** Names so near are one: "futures" and "future". */
const alike = 0.6;

/** How a column is chosen for a field that has none: by what it looks like, or, as a control, without looking. */
export type Choice = (columns: readonly { header: string; distance: number }[]) => string | null;

export const byProfile: Choice = (columns) => {
  const [best] = columns.filter((one) => one.distance < near).sort((a, b) => a.distance - b.distance);
  return best?.header ?? null;
};

export function recommend(schema: Schema, batch: readonly Misfit[], choose: Choice = byProfile): Proposal[] {
  const gathered = new Map<string, { change: Change; from: Misfit[] }>();
  const add = (change: Change, misfit: Misfit) => {
    const key = JSON.stringify(change);
    const held = gathered.get(key) ?? { change, from: [] };
    held.from.push(misfit);
    gathered.set(key, held);
  };
  const columns = columnsOf(batch);
  const names = new Map<string, string>();
  for (const misfit of batch)
    for (const reason of misfit.reasons) {
      if (reason.kind === "missing")
        forMissing(schema, misfit, reason.field, columns, choose).forEach((one) => add(one, misfit));
      else add(forCell(reason, representative(names, reason.field, reason.text)), misfit);
    }
  return [...gathered.values()]
    .map(({ change, from }) => ({
      change,
      evidence: [...new Set(from.map(({ key }) => key))],
      tables: new Set(from.map(({ table }) => table)).size,
      documents: [...new Set(from.map(({ document }) => document))],
    }))
    .sort((a, b) => b.evidence.length - a.evidence.length);
}

const ops = { label: "addType", value: "addEnum", unit: "addUnit", word: "widenType" } as const;
const forCell = ({ kind, field }: Exclude<Reason, { kind: "missing" }>, value: string): Change => ({
  op: ops[kind],
  field,
  value,
});

/** The first of the names that are alike speaks for them. */
function representative(names: Map<string, string>, field: string, text: string): string {
  const known = names.get(`${field}:${text}`);
  if (known !== undefined) return known;
  // Only the very same word makes a row valid: words that are alike count together where one is the other's plural.
  const same = [...names.entries()].find(
    ([key, value]) =>
      key.startsWith(`${field}:`) &&
      trigramDice(value, text) >= alike &&
      (`${value}s` === text || `${text}s` === value),
  );
  const value = same?.[1] ?? text;
  names.set(`${field}:${text}`, value);
  return value;
}

/** What the columns without a field look like over the whole batch, by their names, and the fields that some table has beside them. */
interface Column {
  readonly profile: Profile;
  readonly beside: ReadonlySet<string>;
}

function columnsOf(batch: readonly Misfit[]): Map<string, Column> {
  const columns = new Map<string, { cells: string[]; beside: Set<string> }>();
  for (const { names, mapping, cells } of batch)
    for (const at of unmapped(names, mapping)) {
      const held = columns.get(names[at]) ?? { cells: [], beside: new Set() };
      columns.set(names[at], held);
      held.cells.push(cells[at]);
      for (const field of mapping.keys()) held.beside.add(field);
    }
  return new Map([...columns].map(([name, { cells, beside }]) => [name, { profile: profileOf(cells), beside }]));
}

function unmapped(names: readonly string[], mapping: ReadonlyMap<string, number>): number[] {
  const taken = new Set(mapping.values());
  return names.flatMap((name, at) => (taken.has(at) || name === "" ? [] : [at]));
}

/** An alias for the column that looks like the field; a column that stands beside the field in some table of the batch is something else. */
function forMissing(
  schema: Schema,
  { names, mapping }: Misfit,
  field: string,
  columns: ReadonlyMap<string, Column>,
  choose: Choice,
): Change[] {
  const wanted = fieldOf(schema, field)!;
  const free = unmapped(names, mapping).map((at) => ({ header: names[at], ...columns.get(names[at])! }));
  const looked = free.map((one) => ({ ...one, distance: distance(one.profile, wanted.typical) }));
  const chosen = choose(looked.filter(({ beside }) => !beside.has(field)));
  if (chosen !== null) return [{ op: "addAlias", field, value: chosen }];
  // None looks like it: then all of them are something new.
  return looked.map(({ header, profile }) => ({
    op: "addField",
    field: header.replaceAll(" ", "_"),
    value: header,
    kind: profile.numeric >= 0.5 ? "number" : "text",
  }));
}
