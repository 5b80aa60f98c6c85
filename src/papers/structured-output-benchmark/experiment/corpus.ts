/** Records that nobody has seen, and three ways to write each of them down: an article, a scanned page, a meeting. */
import type { Draw } from "#lab/datasets/draw";
import { toJson, type Json } from "#lab/extraction/json";
import type { Modality } from "../method.ts";
import { inWords } from "./words.ts";

export interface SampleRecord {
  readonly question: string;
  readonly schema: Json;
  readonly truth: Json;
  readonly contexts: Readonly<Record<Modality, string>>;
}

type Value = string | number | boolean | readonly string[];

interface Field {
  readonly key: string;
  /** As a sentence has it, and as the schema describes it. */
  readonly label: string;
  readonly schema: Readonly<Record<string, unknown>>;
  sample(draw: Draw): Value;
}

const syllables = "bel cor dan fen gar hol jun kel lor mar nor pel quin ros sel tor ul ven wil yar".split(" ");
const name = (draw: Draw): string => {
  const word = draw.pick(syllables) + draw.pick(["a", "e", "i", "o"]) + draw.pick(syllables);
  return word[0].toUpperCase() + word.slice(1);
};
const towns = ["Aldham", "Brookfield", "Carrow", "Dunmore", "Eastleigh", "Fairholm", "Glenside", "Harwick"];
const materials = ["oak", "steel", "glass", "granite", "copper", "brick", "bamboo", "clay"];
const months = "January March May June August October".split(" ");

const kinds = ["Museum", "Harbour", "Mill", "Library"];

const text = { type: "string" };
const fields: readonly Field[] = [
  { key: "director", label: "director", schema: text, sample: (draw) => `${name(draw)} ${name(draw)}` },
  { key: "town", label: "town", schema: text, sample: (draw) => draw.pick(towns) },
  {
    key: "opened",
    label: "opening date",
    schema: text,
    sample: (draw) => `${1 + draw.below(28)} ${draw.pick(months)} ${1950 + draw.below(70)}`,
  },
  { key: "staff", label: "number of employees", schema: { type: "integer" }, sample: (draw) => 10 + draw.below(990) },
  {
    key: "budget",
    label: "yearly budget",
    schema: { type: "integer" },
    sample: (draw) => 1000 * (10 + draw.below(800)),
  },
  { key: "height", label: "height of the tower", schema: { type: "integer" }, sample: (draw) => 12 + draw.below(120) },
  {
    key: "visitors",
    label: "visitors per week",
    schema: { type: "integer" },
    sample: (draw) => 100 + draw.below(9000),
  },
  { key: "licensed", label: "state licence", schema: { type: "boolean" }, sample: (draw) => draw.chance(0.5) },
  {
    key: "materials",
    label: "building materials",
    schema: { type: "array", items: text },
    sample: (draw) => draw.some(materials, 2 + draw.below(2)),
  },
  {
    key: "sponsor",
    label: "main sponsor",
    schema: text,
    sample: (draw) => `${name(draw)} ${draw.pick(["Trust", "Bank", "Works"])}`,
  },
];
const itemFields: readonly Field[] = [
  { key: "carrier", label: "carrier", schema: text, sample: (draw) => `${name(draw)} Lines` },
  { key: "crates", label: "number of crates", schema: { type: "integer" }, sample: (draw) => 2 + draw.below(90) },
];
const ordinals = ["first", "second", "third"];

interface Leaf {
  readonly label: string;
  readonly value: Value;
}

/** One record with a schema of depth 1 to 3. `distractors`: sentences about others, which make the text longer and nothing easier. */
export function sampleRecord(draw: Draw, distractors: number): SampleRecord {
  const kind = draw.pick(kinds);
  const entity = `the ${name(draw)} ${kind}`;
  const depth = 1 + draw.below(3);
  const chosen = draw.some(fields, 4 + draw.below(4));
  const leaves: Leaf[] = [];
  const take = (some: readonly Field[], suffix: string): [Record<string, unknown>, Record<string, unknown>] => {
    const [properties, values]: Record<string, unknown>[] = [{}, {}];
    for (const { key, label, schema, sample } of some) {
      const value = sample(draw);
      leaves.push({ label: `${label}${suffix}`, value });
      properties[key] = { ...schema, description: label };
      values[key] = value;
    }
    return [{ type: "object", properties, required: Object.keys(properties), additionalProperties: false }, values];
  };
  const split = depth === 1 ? chosen.length : Math.ceil(chosen.length / 2);
  const [schema, truth] = take(chosen.slice(0, split), "");
  const extend = (key: string, inner: unknown, value: unknown) => {
    (schema.properties as Record<string, unknown>)[key] = inner;
    (schema.required as string[]).push(key);
    truth[key] = value;
  };
  if (depth > 1) {
    const [inner, values] = take(chosen.slice(split), "");
    extend("details", inner, values);
  }
  if (depth > 2) {
    const items = Array.from({ length: 2 + draw.below(2) }, (_, at) =>
      take(itemFields, ` of the ${ordinals[at]} delivery`),
    );
    extend(
      "deliveries",
      { type: "array", items: items[0][0], description: "delivery" },
      items.map(([, values]) => values),
    );
  }
  // Texts do not repeat a full name in every sentence; who reads has to know which museum is meant.
  const statements = leaves.map((leaf) => ({ entity: draw.chance(0.4) ? `the ${kind}` : entity, ...leaf }));
  for (let at = 0; at < distractors; at++) {
    const { label, sample } = draw.pick(fields);
    statements.push({ entity: `the ${name(draw)} ${draw.pick(kinds)}`, label, value: sample(draw) });
  }
  const ordered = draw.some(statements, statements.length);
  return {
    question: `What is known of ${entity}?`,
    schema: toJson(schema),
    truth: toJson(truth),
    contexts: { text: article(ordered), image: scannedPage(ordered, draw), audio: meeting(ordered, draw) },
  };
}

interface Statement extends Leaf {
  readonly entity: string;
}

const said = (value: Value): string =>
  typeof value === "boolean"
    ? value
      ? "granted"
      : "not granted"
    : typeof value === "object"
      ? listed(value)
      : String(value);

const listed = (items: readonly string[]): string => `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

const sentence = ({ entity, label, value }: Statement): string => `The ${label} of ${entity} is ${said(value)}.`;

const article = (statements: readonly Statement[]): string => statements.map(sentence).join(" ");

const confused: Readonly<Record<string, string>> = { l: "1", O: "0", "0": "O", "1": "l", "5": "S", e: "c", m: "rn" };

/** Pages of two columns side by side, with header and footer, words broken at line ends, and letters that a scanner mistook. */
function scannedPage(statements: readonly Statement[], draw: Draw): string {
  const misread = [...article(statements)]
    .map((sign) => (sign in confused && draw.chance(0.03) ? confused[sign] : sign))
    .join("");
  const [width, height, gap] = [44, 10, 4];
  const lines: string[] = [];
  let rest = misread;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    // A long word is broken where the line ends, with a hyphen; others begin the next line.
    const whole = space >= width - 6;
    lines.push(whole ? rest.slice(0, space) : `${rest.slice(0, width - 1)}-`);
    rest = rest.slice(whole ? space + 1 : width - 1);
  }
  lines.push(rest);
  const pages: string[] = [];
  for (let from = 0; from < lines.length; from += 2 * height) {
    const left = lines.slice(from, from + height);
    const right = lines.slice(from + height, from + 2 * height);
    const rows = left.map((line, at) => `${line.padEnd(width + gap)}${right[at] ?? ""}`.trimEnd());
    pages.push(["REGISTER OF PLACES", ...rows, `- ${pages.length + 1} -`].join("\n"));
  }
  return pages.join("\n");
}

const fillers = [
  "Right.",
  "Let me see.",
  "Can everybody hear me?",
  "I think we had that last week.",
  "Okay, moving on.",
  "One moment, please.",
];

/** Turns of speakers: numbers in words, hesitations, some values corrected as soon as they are said, and much that says nothing: about four times as long as the article. */
function meeting(statements: readonly Statement[], draw: Draw): string {
  const turns = statements.flatMap((statement) => {
    const { entity, label, value } = statement;
    const spoken = (number: number) => inWords(number);
    const right = typeof value === "number" ? spoken(value) : said(value);
    const slip =
      typeof value === "number" && draw.chance(0.3) ? `${spoken(value + 1 + draw.below(9))}, no, sorry, ` : "";
    const turn = `So the ${label} of ${entity}, ${draw.pick(["um", "well", "you know"])}, is ${slip}${right}.`;
    return [turn, ...Array.from({ length: 3 + draw.below(6) }, () => draw.pick(fillers))];
  });
  return turns.map((turn) => `SPEAKER ${1 + draw.below(4)}: ${turn}`).join("\n");
}
