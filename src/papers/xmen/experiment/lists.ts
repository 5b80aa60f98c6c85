/** Lists of candidates of mentions in sentences, for all arms of a seed: proposed once, read as each arm reads them. */
import { terminologyOf, type Division } from "./names.ts";
import { propose, type Proposed } from "./first-stage.ts";
import type { AliasVectors } from "./alias-encoder.ts";
import type { Arm } from "./arms.ts";
import { mentionsOf, namesAlone, type LinkedMention, type Part, type Sentences } from "./contexts.ts";
import { annotatedLanguages } from "./frames.ts";
import { readList, type ReadList } from "./reranker.ts";
import type { Settings } from "./settings.ts";

export interface ArmLists {
  readonly lists: readonly ReadList[];
  /** By which the best weights of the arm are kept. */
  readonly validation: readonly ReadList[];
  /** Others of validation, which say how good the arm is. */
  readonly judged: readonly ReadList[];
  readonly asked: readonly ReadList[];
}

export interface Lists {
  /** Names without a sentence, which all arms have read before. */
  alone(): Promise<readonly ReadList[]>;
  of(arm: Pick<Arm, "sentences" | "amount" | "withoutContext">): Promise<ArmLists>;
  /** What the first stage proposes for the mentions that are asked for. */
  asked(): Promise<{ readonly mentions: readonly LinkedMention[]; readonly proposed: readonly Proposed[] }>;
}

/** Of the languages' own names, a terminology has so many. */
const ownShare = 0.25;

type Sizes = Pick<Settings, "alone" | "many" | "few" | "validation" | "judged" | "asked" | "candidates">;

export function openLists(
  seed: number,
  division: Division,
  vectors: Pick<AliasVectors, "of">,
  { alone, many, few, validation, judged, asked, candidates: size }: Sizes,
): Lists {
  const terminology = terminologyOf(division, { whole: ["en"], partly: annotatedLanguages, share: ownShare });
  const counts: Readonly<Record<Part, number>> = { annotated: many, validation: validation + judged, asked };
  const corpus = remembering(async (part: Part, sentences: Sentences) => {
    const mentions = mentionsOf(division, { part, sentences, count: counts[part], seed });
    return { mentions, proposed: await propose(terminology, mentions.map(({ text }) => text), vectors) }; // prettier-ignore
  });
  const read = remembering(async (part: Part, sentences: Sentences, withoutContext: boolean) => {
    const { mentions, proposed } = await corpus(part, sentences);
    return mentions.map((mention, at) => readList(terminology, mention, proposed[at].both, { size, withoutContext }));
  });
  return {
    async alone() {
      const mentions = namesAlone(division, { count: alone, seed });
      const proposed = await propose(terminology, mentions.map(({ text }) => text), vectors); // prettier-ignore
      return mentions.map((mention, at) => readList(terminology, mention, proposed[at].both, { size }));
    },
    asked: () => corpus("asked", "asked"),
    async of({ sentences, amount, withoutContext = false }) {
      const lists = await read("annotated", sentences, withoutContext);
      const held = await read("validation", sentences, withoutContext);
      return {
        // Few are the first ones of the many.
        lists: amount === "few" ? lists.slice(0, few) : lists,
        validation: held.slice(0, validation),
        judged: held.slice(validation),
        asked: await read("asked", "asked", withoutContext),
      };
    },
  };
}

/** Makes what it is asked for only once. */
function remembering<Key extends readonly unknown[], Made>(make: (...key: Key) => Promise<Made>) {
  const known = new Map<string, Promise<Made>>();
  return (...key: Key): Promise<Made> => {
    const name = JSON.stringify(key);
    const made = known.get(name) ?? make(...key);
    known.set(name, made);
    return made;
  };
}
