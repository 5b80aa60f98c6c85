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
  readonly validation: readonly ReadList[];
  readonly asked: readonly ReadList[];
}

export interface Lists {
  /** Names without a sentence, which all arms have read before. */
  alone(): Promise<readonly ReadList[]>;
  of(arm: Arm): Promise<ArmLists>;
  /** What the first stage proposes for the mentions that are asked for. */
  asked(): Promise<{ readonly mentions: readonly LinkedMention[]; readonly proposed: readonly Proposed[] }>;
}

/** Of the languages' own names, a terminology has so many. */
const ownShare = 0.25;

export function openLists(
  seed: number,
  division: Division,
  vectors: Pick<AliasVectors, "of">,
  {
    alone,
    many,
    few,
    validation,
    asked,
    candidates,
  }: Pick<Settings, "alone" | "many" | "few" | "validation" | "asked" | "candidates">,
): Lists {
  const terminology = terminologyOf(division, { whole: ["en"], partly: annotatedLanguages, share: ownShare });
  const known = new Map<string, Promise<{ mentions: LinkedMention[]; proposed: Proposed[] }>>();
  const corpus = (part: Part, sentences: Sentences, count: number) => {
    const key = `${part} ${sentences}`;
    const make = async () => {
      const mentions = mentionsOf(division, { part, sentences, count, seed });
      return { mentions, proposed: await propose(terminology, mentions.map(({ text }) => text), vectors) }; // prettier-ignore
    };
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const read = async (withoutContext: boolean, ...of: Parameters<typeof corpus>) => {
    const { mentions, proposed } = await corpus(...of);
    return mentions.map((mention, at) =>
      readList(terminology, mention, proposed[at].both, { size: candidates, withoutContext }),
    );
  };
  return {
    async alone() {
      const mentions = namesAlone(division, { count: alone, seed });
      const proposed = await propose(terminology, mentions.map(({ text }) => text), vectors); // prettier-ignore
      return mentions.map((mention, at) => readList(terminology, mention, proposed[at].both, { size: candidates }));
    },
    asked: () => corpus("asked", "asked", asked),
    async of({ sentences, amount, withoutContext = false }) {
      // Few are the first ones of the many.
      const lists = await read(withoutContext, "annotated", sentences, many);
      return {
        lists: amount === "few" ? lists.slice(0, few) : lists,
        validation: await read(withoutContext, "validation", sentences, validation),
        asked: await read(withoutContext, "asked", "asked", asked),
      };
    },
  };
}
