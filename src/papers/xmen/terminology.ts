/** A terminology: concepts with their names in all languages, as xMEN keeps them, and the configurations that describe a run. */

export interface Concept {
  readonly id: string;
  /** The canonical one. */
  readonly name: string;
  /** Without the canonical one, each once. */
  readonly aliases: readonly string[];
  /** Semantic types. */
  readonly types: readonly string[];
  readonly definition?: string;
}

/** Concepts of the same id become one: the first name and definition stay, aliases and types are united. In the order of their first occurrence. */
export function mergeConcepts(concepts: Iterable<Concept>): Concept[] {
  const merged = new Map<string, Concept>();
  for (const concept of concepts) {
    const known = merged.get(concept.id);
    const names = new Set([...(known?.aliases ?? []), ...(known ? [concept.name] : []), ...concept.aliases]);
    const name = known?.name ?? concept.name;
    names.delete(name);
    const definition = known?.definition ?? concept.definition;
    merged.set(concept.id, {
      ...{ id: concept.id, name, aliases: [...names] },
      types: [...new Set([...(known?.types ?? []), ...concept.types])],
      ...(definition !== undefined && { definition }),
    });
  }
  return [...merged.values()];
}

/** What is wrong with a line of a dictionary. */
export interface DictionaryFault {
  /** From 1. */
  readonly line: number;
  /** As a clause: what was found and what is wanted. */
  readonly what: string;
}

/** A dictionary that cannot be read: all faults, in the order of their lines. */
export class DictionaryError extends Error {
  override readonly name = "DictionaryError";
  readonly faults: readonly DictionaryFault[];
  constructor(faults: readonly DictionaryFault[]) {
    const shown = faults.slice(0, 10).map(({ line, what }) => `line ${line}: ${what}`);
    const more = faults.length > shown.length ? [`and ${faults.length - shown.length} more`] : [];
    super([...shown, ...more].join("\n"));
    this.faults = faults;
  }
}

/** Longer texts are no names. */
const longest = 500;
const isName = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= longest;

const nameInWords = `a string of 1 to ${longest} characters`;

/** The list of strings at a key, none where the key is missing; null where it is something else. */
const namesAt = (value: unknown): string[] | null =>
  value === undefined ? [] : Array.isArray(value) && value.every(isName) ? value : null;

const keys = ["concept_id", "canonical_name", "aliases", "types", "definition"];

/** One line of a dictionary. @throws string what is wrong with it. */
function conceptOf(line: string): Concept | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is not JSON: each line has to be one object";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "is JSON, but not an object";
  const fields = value as Record<string, unknown>;
  const unknown = Object.keys(fields).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `has an unknown key ${JSON.stringify(unknown)}: there are ${keys.join(", ")}`;
  const { concept_id: id, canonical_name: name, definition } = fields;
  if (!isName(id)) return `has no concept_id, ${nameInWords}`;
  if (!isName(name)) return `has no canonical_name, ${nameInWords} (concept ${JSON.stringify(id)})`;
  if (definition !== undefined && typeof definition !== "string")
    return `has a definition that is not a string (concept ${JSON.stringify(id)})`;
  const [aliases, types] = [namesAt(fields.aliases), namesAt(fields.types)];
  if (aliases === null)
    return `has aliases that are not a list of names, each ${nameInWords} (concept ${JSON.stringify(id)})`;
  if (types === null)
    return `has types that are not a list of names, each ${nameInWords} (concept ${JSON.stringify(id)})`;
  return { id, name, aliases, types, ...(definition !== undefined && { definition }) };
}

/**
 * Reads JSON lines `{ concept_id, canonical_name, aliases, types, definition }`, of which only the first two must be there; empty lines are
 * passed over, equal ids merged. @throws DictionaryError that names every bad line.
 */
export function parseDictionary(text: string): Concept[] {
  const faults: DictionaryFault[] = [];
  const concepts: Concept[] = [];
  for (const [at, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const concept = conceptOf(line);
    if (typeof concept === "string") faults.push({ line: at + 1, what: concept });
    else concepts.push(concept);
  }
  if (faults.length > 0) throw new DictionaryError(faults);
  return mergeConcepts(concepts);
}

/** The same as JSON lines, each with its end. */
export const writeDictionary = (concepts: readonly Concept[]): string =>
  concepts
    .map(({ id, name, aliases, types, definition }) => {
      const line = {
        concept_id: id,
        canonical_name: name,
        aliases,
        types,
        ...(definition !== undefined && { definition }),
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join("");

/** What is searched: each distinct name once, with all concepts that have it, as places in the terminology. */
export interface AliasTable {
  readonly aliases: readonly string[];
  readonly concepts: readonly (readonly number[])[];
}

export function aliasTable(terminology: readonly Concept[]): AliasTable {
  const owners = new Map<string, Set<number>>();
  for (const [place, { name, aliases }] of terminology.entries())
    for (const alias of [name, ...aliases]) owners.set(alias, (owners.get(alias) ?? new Set()).add(place));
  return { aliases: [...owners.keys()], concepts: [...owners.values()].map((places) => [...places]) };
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Configuration = { readonly [key: string]: Json };

const isTree = (value: Json | undefined): value is Configuration =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function merged(base: Configuration, own: Configuration): Configuration {
  const both = (key: string) => (isTree(base[key]) && isTree(own[key]) ? merged(base[key], own[key]) : own[key]);
  return { ...base, ...Object.fromEntries(Object.keys(own).map((key) => [key, both(key)])) };
}

/**
 * A configuration over the one that its `base_config` names, and so on: trees are merged key by key, anything else takes the place of what
 * it overrides. Names are relative to the one that names them. @throws Error on a circle.
 */
export function resolveConfiguration(
  name: string,
  read: (name: string) => Configuration,
  above: readonly string[] = [],
): Configuration {
  if (above.includes(name)) throw new Error(`configurations go in a circle: ${[...above, name].join(" -> ")}`);
  const { base_config: base, ...own } = read(name);
  if (base === undefined) return own;
  if (typeof base !== "string") throw new Error(`${name}: base_config is not a name`);
  return merged(resolveConfiguration(relativeTo(name, base), read, [...above, name]), own);
}

function relativeTo(from: string, name: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
