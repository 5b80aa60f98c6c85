/**
 * Labelled queries from a grammar of its own: it knows nothing of the forest, and about four in ten of its wordings are not in the
 * hand-written lexicon. Some are of a build that the forest's patterns do not have at all ("2020 or later").
 */
import type { Draw } from "#lab/datasets/draw";
import type { Effect } from "../query/effects.ts";
import type { Labelled } from "../learn.ts";

/** The day of every corpus. */
export const today = "2026-06-15";

const list = (text: string): readonly string[] => text.split("; ");
const qualities = list(
  "sparse; deep; robust; causal; graph; neural; federated; latent; visual; temporal; Bayesian; quantized; multilingual; convex; stochastic; spectral; geometric; private; modular; hybrid",
);
const things = list(
  "optimizers; transformers; attention; pruning; distillation; retrieval; segmentation; translation; normalization; embeddings; planning; clustering; summarization; regression; kernels; autoencoders; benchmarks; tokenization; exploration; alignment; parsing; compression; forecasting; diffusion; calibration; speech recognition; question answering; image captioning; drug discovery; weather models",
);
/** Topics with words that could be taken for something else. */
const traps = list(
  "out of distribution detection; most recent common ancestors; learning with code switching; learning by doing; in context learning; attention is all you need; code generation; reproduced gravitational waves; time after time; new physics; first order logic; top down parsing; ImageNet 2012; the last layer; a survey of surveys",
);
const syllables = list("ka; ren; mil; sor; tav; del; bru; ino; hal; vey; ost; lin; mar; que; zan; eth");

interface Wording {
  /** {D} and {E} stand for times, {N} for a number, {A} for a name. */
  readonly text: string;
  /** Stands before "papers"; else after the topic. */
  readonly early?: boolean;
}
type Kind =
  | "since"
  | "after"
  | "before"
  | "until"
  | "between"
  | "in"
  | "by"
  | "code"
  | "no code"
  | "reproduced"
  | "not reproduced"
  | "discussed"
  | "voted"
  | "newest"
  | "limit";

const late = (text: string): Wording[] => list(text).map((text) => ({ text }));
const early = (text: string): Wording[] => list(text).map((text) => ({ text, early: true }));
const wordings: Readonly<Record<Kind, readonly Wording[]>> = {
  since: late("since {D}; as of {D}; starting {D}; beginning with {D}; no earlier than {D}; {D} or later"),
  after: late("after {D}; newer than {D}; later than {D}; following {D}; past the end of {D}"),
  before: late("before {D}; older than {D}; prior to {D}; preceding {D}; ahead of {D}"),
  until: late("until {D}; up to {D}; no later than {D}; through the end of {D}; {D} or earlier"),
  between: late("between {D} and {E}; from {D} to {E}; from {D} until {E}; anywhere from {D} to {E}"),
  in: late("in {D}; from {D}; during {D}; dated {D}; out in {D}"),
  by: late("by {A}; written by {A}; authored by {A}; coming from {A}"),
  code: late("with code; with source code; having code; including code; offering code; with an implementation"),
  "no code": late("without code; with no code; lacking code; missing code; minus code"),
  reproduced: early("reproduced; replicated; confirmed; verified"),
  "not reproduced": early("not reproduced; unreproduced; never replicated; unconfirmed"),
  discussed: [
    ...late("most discussed first; sorted by comments; most debated first; most talked about first; hottest first"),
    ...early("most discussed; most commented; most talked about"),
  ],
  voted: [
    ...late("most upvoted first; sorted by votes; most popular first; best loved first; crowd favourites first"),
    ...early("most upvoted; most liked; most applauded"),
  ],
  newest: [
    ...late("newest first; sorted by date; freshest first; latest first"),
    ...early("newest; latest; most recent; freshest"),
  ],
  limit: early("top {N}; first {N}; {N}; leading {N}"),
};
const kinds = Object.keys(wordings) as Kind[];
/** Of each group a query has one kind at most. */
const groups: readonly (readonly Kind[])[] = [
  ["since", "after", "before", "until", "between", "in", "in"],
  ["by"],
  ["code", "no code"],
  ["reproduced", "not reproduced"],
  ["discussed", "voted", "newest"],
  ["limit"],
];

const nouns = list("papers; articles; preprints; papers; publications; manuscripts; writings");
const links = list("on; about; on; regarding; concerning; dealing with; around");
const openings = list("find; show me; find me; looking for; I need; please list");

/** One query; `only` asks for kinds that it must have one of. */
export function sampleQuery(draw: Draw, only?: readonly Kind[]): Labelled {
  const picked = draw.some(groups, draw.pick([0, 1, 1, 2, 2, 3])).map((group) => draw.pick(group));
  const chosen = only ? [draw.pick(only), ...picked.filter((kind) => !only.includes(kind)).slice(0, 1)] : picked;
  const said = chosen.map((kind) => ({ kind, ...draw.pick(wordings[kind]) }));
  const filled = said.map(({ kind, text, early = false }) => ({ early, ...fill(draw, kind, text) }));
  const topic = draw.chance(0.1) ? draw.pick(traps) : `${draw.pick(qualities)} ${draw.pick(things)}`;
  const before = filled.filter(({ early }) => early).map(({ text }) => text);
  const after = filled.filter(({ early }) => !early).map(({ text }) => text);
  const opening = draw.chance(0.2) ? `${draw.pick(openings)} ` : "";
  const head = [...before, draw.pick(nouns), draw.pick(links), topic].join(" ");
  const start = before.length > 0 || after.length > 0 || draw.chance(0.5) ? opening + head : topic;
  const query = after.reduce((so, part) => so + draw.pick([" ", " ", ", "]) + part, start);
  return { query, text: topic, effects: filled.flatMap(({ effects }) => effects) };
}

function fill(draw: Draw, kind: Kind, wording: string): { text: string; effects: readonly Effect[] } {
  const [first, second] = [sampleTime(draw), sampleTime(draw)].toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const name = Array.from({ length: draw.between(1, 2) }, () => {
    const word = draw.pick(syllables) + draw.pick(syllables);
    return word[0].toUpperCase() + word.slice(1);
  }).join(" ");
  const count = draw.between(2, 50);
  const text = wording
    .replace("{D}", first.text)
    .replace("{E}", second.text)
    .replace("{A}", name)
    .replace("{N}", String(count));
  const bound = (op: ">=" | "<=", value: string): Effect => ({ kind: "filter", field: "published", op, value });
  const equal = (field: "author" | "code" | "reproduced", value: string): Effect => ({
    kind: "filter",
    field,
    op: "=",
    value,
  });
  const latest = second.to > first.to ? second.to : first.to;
  const meanings: Readonly<Record<Kind, readonly Effect[]>> = {
    since: [bound(">=", first.from)],
    after: [bound(">=", shifted(first.to, 1))],
    before: [bound("<=", shifted(first.from, -1))],
    until: [bound("<=", first.to)],
    between: [bound(">=", first.from), bound("<=", latest)],
    in: [bound(">=", first.from), bound("<=", first.to)],
    by: [equal("author", name)],
    code: [equal("code", "yes")],
    "no code": [equal("code", "no")],
    reproduced: [equal("reproduced", "yes")],
    "not reproduced": [equal("reproduced", "no")],
    discussed: [{ kind: "order", by: "comments" }],
    voted: [{ kind: "order", by: "votes" }],
    newest: [{ kind: "order", by: "newest" }],
    limit: [{ kind: "limit", count }],
  };
  return { text, effects: meanings[kind] };
}

const monthNames = list(
  "January; February; March; April; May; June; July; August; September; October; November; December",
);
const pad = (value: number) => String(value).padStart(2, "0");

function sampleTime(draw: Draw): { text: string; from: string; to: string } {
  const [year, month, day] = [draw.between(1995, 2025), draw.between(1, 12), draw.between(1, 28)];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const monthly = { from: `${year}-${pad(month)}-01`, to: `${year}-${pad(month)}-${last}` };
  return draw.pick([
    { text: String(year), from: `${year}-01-01`, to: `${year}-12-31` },
    { text: String(year), from: `${year}-01-01`, to: `${year}-12-31` },
    { text: `${monthNames[month - 1]} ${year}`, ...monthly },
    { text: `${monthNames[month - 1].slice(0, 3)} ${year}`, ...monthly },
    { text: `${year}-${pad(month)}`, ...monthly },
    {
      text: `${year}-${pad(month)}-${pad(day)}`,
      from: `${year}-${pad(month)}-${pad(day)}`,
      to: `${year}-${pad(month)}-${pad(day)}`,
    },
  ]);
}

function shifted(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

/** So many different queries. */
export function sampleQueries(draw: Draw, count: number, only?: readonly Kind[]): Labelled[] {
  const found = new Map<string, Labelled>();
  while (found.size < count) {
    const pair = sampleQuery(draw, only);
    found.set(pair.query, pair);
  }
  return [...found.values()];
}

/** The operator that is taught last, and those before it. */
export const lastKinds: readonly Kind[] = ["limit"];
export const earlierKinds: readonly Kind[] = kinds.filter((kind) => !lastKinds.includes(kind));
