/** Invented job ads: occupations are kinds of persons in WordNet, titles their synonyms, skills what their definitions speak of. */
import { random, type Stream } from "#engine";
import { definitionOf, type Synset, type WordNet } from "#lab/datasets/wordnet";
import { wordsOf } from "#lab/datasets/words";
import { extractSkills } from "../method.ts";

export interface Occupation {
  /** The normalized one first; none of them belongs to another occupation. */
  readonly titles: readonly string[];
  readonly skills: readonly string[];
}

export interface Ad {
  /** Place of the occupation. */
  readonly occupation: number;
  /** As the employer writes it. */
  readonly title: string;
  readonly description: string;
}

const functionWords = new Set(
  "about after against all also and another any are because been before being between both but can capable does doing done each especially etc ever for from had has have having her him himself his how into its itself like made make makes making may more most much must not nothing off often one ones oneself only other others out over own people person same several she should since some someone something somebody such than that the their them themselves then there these they this those through under until upon used uses using usually various very was were what when where which while who whom whose will with within without would you your".split(
    " ",
  ),
);

/** A few words of the ads themselves are no skills. */
const templates = [
  (skills: string) => `What we ask for: ${skills}. Full time.`,
  (skills: string) => `You bring ${skills}. Apply today!`,
  (skills: string) => `${skills}: is that your field? Write to us.`,
  (skills: string) => `Your tasks: ${skills}. We offer good pay.`,
  (skills: string) => `Join our team if you know ${skills}.`,
];
const templateWords = new Set(templates.flatMap((template) => wordsOf(template(""))));

const [before, behind] = [
  ["senior", "junior", "chief", "assistant"],
  ["(m/f)", "- remote", "- part time", "in boston", "in london"],
];

/** Whether two words may come from one stem: they begin alike, by five letters or by the whole of a word of three or four. */
export function related(a: string, b: string): boolean {
  const needed = Math.min(5, a.length, b.length);
  return needed >= 3 && a.slice(0, needed) === b.slice(0, needed);
}

export interface Occupations {
  readonly occupations: readonly Occupation[];
  /** Share of skills that were left out because they tell a title. */
  readonly telling: number;
}

const made = new WeakMap<WordNet, Occupations>();

/** All occupations with a title. */
export function occupationsOf(wordNet: WordNet): Occupations {
  const found = made.get(wordNet) ?? makeOccupations(wordNet);
  made.set(wordNet, found);
  return found;
}

function makeOccupations({ synsets }: WordNet): Occupations {
  const persons = below(synsets, ({ lemmas: [first], topic }) => first === "person" && topic === 3);
  const uses = new Map<string, number>();
  for (const { lemmas } of persons) for (const lemma of new Set(lemmas)) uses.set(lemma, (uses.get(lemma) ?? 0) + 1);
  const phrases = new Set(
    synsets.flatMap(({ partOfSpeech, lemmas }) =>
      partOfSpeech === "noun" ? lemmas.filter((lemma) => lemma.includes(" ")) : [],
    ),
  );
  const isSkill = (phrase: string) =>
    phrase.includes(" ")
      ? phrases.has(phrase)
      : phrase.length > 2 && !functionWords.has(phrase) && !templateWords.has(phrase);
  let [telling, named] = [0, 0];
  const occupations = persons.map(({ lemmas, gloss, hypernyms }): Occupation => {
    const titles = lemmas.filter((lemma) => /^[a-z][a-z' -]+$/.test(lemma) && uses.get(lemma) === 1);
    const own = lemmas.flatMap(wordsOf);
    const definitions = [gloss, ...hypernyms.slice(0, 1).map((place) => synsets[place].gloss)].map(definitionOf);
    const all = [...new Set(definitions.flatMap((text) => extractSkills(text, isSkill)))];
    const skills = all.filter((skill) => !wordsOf(skill).some((word) => own.some((other) => related(word, other))));
    telling += all.length - skills.length;
    named += all.length;
    return { titles, skills };
  });
  return { occupations: occupations.filter(({ titles }) => titles.length > 0), telling: telling / named };
}

/** All that are a kind of what is asked for, itself left out. */
function below(synsets: readonly Synset[], isRoot: (synset: Synset) => boolean): Synset[] {
  const children = new Map<number, number[]>();
  for (const [place, { hypernyms, instance }] of synsets.entries())
    if (!instance)
      for (const above of hypernyms)
        if (children.has(above)) children.get(above)!.push(place);
        else children.set(above, [place]);
  const found = new Set<number>();
  const open = [synsets.findIndex(isRoot)];
  for (const place of open)
    for (const child of children.get(place) ?? [])
      if (!found.has(child)) {
        found.add(child);
        open.push(child);
      }
  return [...found].sort((a, b) => a - b).map((place) => synsets[place]);
}

/** Skills that are named the most often tell the least. */
const dropped = 20;
const fewestSkills = 3;

/** So many occupations with synonyms, drawn for a seed, without the skills that are the most frequent among them. */
export function drawOccupations(
  all: readonly Occupation[],
  { seed, count }: { seed: number; count: number },
): Occupation[] {
  const named = all.filter(({ titles, skills }) => titles.length > 1 && skills.length >= fewestSkills);
  const order = random(seed).stream("occupations").permutation(named.length);
  const drawn = Array.from(order, (at) => named[at]);
  const counts = new Map<string, number>();
  for (const { skills } of drawn.slice(0, count))
    for (const skill of skills) counts.set(skill, (counts.get(skill) ?? 0) + 1);
  const frequent = new Set(
    [...counts]
      .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
      .slice(0, dropped)
      .map(([skill]) => skill),
  );
  return drawn
    .map(({ titles, skills }) => ({ titles, skills: skills.filter((skill) => !frequent.has(skill)) }))
    .filter(({ skills }) => skills.length >= fewestSkills)
    .slice(0, count);
}

export interface AdOptions {
  /** Probability that a skill is replaced by one of another occupation. Default: 0.3. */
  readonly noise?: number;
}

/** An ad for an occupation under one of its titles: 60 to 100 % of its skills, up to two more of others, and what employers add to a title. */
export function writeAd(
  stream: Stream,
  occupations: readonly Occupation[],
  { occupation, title }: { occupation: number; title: string },
  { noise = 0.3 }: AdOptions = {},
): Ad {
  const one = <Item>(items: readonly Item[]): Item => items[stream.integers(1, items.length)[0]];
  const other = () => one(one(occupations).skills);
  const { skills } = occupations[occupation];
  const [share, decorated, misspelt] = stream.uniform(3);
  const order = Array.from(stream.permutation(skills.length), (at) => skills[at]);
  const kept = order.slice(0, Math.max(1, Math.round((0.6 + 0.4 * share) * order.length)));
  const replaced = stream.bernoulli(kept.length, noise);
  const named = kept.map((skill, at) => (replaced[at] === 1 ? other() : skill));
  for (let more = stream.integers(1, 3)[0]; more > 0; more--) named.push(other());
  let written = misspelt < 0.1 ? misspell(stream, title) : title;
  if (decorated < 0.3) written = `${one(before)} ${written}`;
  else if (decorated < 0.6) written = `${written} ${one(behind)}`;
  return { occupation, title: written, description: one(templates)(named.join(", ")) };
}

/** Two neighbouring letters change places. */
function misspell(stream: Stream, title: string): string {
  const at = stream.integers(1, title.length - 1)[0];
  return title.slice(0, at) + title[at + 1] + title[at] + title.slice(at + 2);
}
