/** A word, code point by code point, as it was typed and as either profile leaves it. */
import { explore } from "#lab/kit/index";
import { compatNormalizer } from "./compat.ts";
import { graphemes, safe, type Change } from "./method.ts";
import paper from "./paper.ts";
import { codesIn, sevenScripts, type Script } from "./scripts.ts";

const roles = ["other", "joiner", "letter", "nukta", "vowel sign", "modifier", "virama"] as const;

/** The script of most of the word. */
function scriptOf(word: string): Script {
  const count = ({ virama }: Script) => [...word].filter((sign) => sign.codePointAt(0)! >> 7 === virama >> 7).length;
  return sevenScripts.reduce((best, script) => (count(script) > count(best) ? script : best));
}

function roleOf(code: number, { vowels, consonants, signs, modifiers, nukta, virama, added = {} }: Script): string {
  if (code === 0x200c || code === 0x200d) return "joiner";
  if (code === nukta) return "nukta";
  if (code === virama) return "virama";
  const inside = (...lists: readonly (string | undefined)[]) => lists.some((list) => codesIn(list).includes(code));
  if (inside(signs, added.signs)) return "vowel sign";
  if (inside(modifiers, added.modifiers)) return "modifier";
  return inside(vowels, consonants, added.consonants) ? "letter" : "other";
}

const named = (word: string) =>
  [...word].map((sign) => sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")).join(" ") || "nothing";

export default explore(paper, {
  intro:
    "Type a word of an Indian script, and type it badly: a sign twice, the nasal before the vowel sign, a nukta too late, a joiner between letters. Words that look alike on the screen may differ below.",
  inputs: {
    word: { kind: "text", label: "The word as it was typed", maxLength: 40, default: "हिंंदीी" },
    profile: {
      kind: "choice",
      label: "Repaired by",
      options: { safe: "the repairs that delete no letter", authors: "the authors' rules" },
      default: "safe",
    },
  },
  charts: {
    "Code points": {
      x: { label: "Place in the word" },
      y: { label: "Role", names: roles },
      mark: "dots",
      caption:
        "In a well-formed syllable letter, nukta, vowel sign and modifier follow in this order, each once. What was repaired stands a little to the right of what was typed.",
    },
  },
  compute({ word, profile }) {
    const typed = word.replace(/\s/g, "") || "\u0939\u093f";
    const script = scriptOf(typed);
    const changes: Change[] = [];
    const compat = compatNormalizer(script)(typed);
    const after = profile === "safe" ? safe(typed, changes) : (compat.normalized ?? "");
    const operations =
      profile === "safe"
        ? changes.flatMap((change) => change.operations)
        : compat.operations.map(({ operation }) => operation);
    const done = operations.length === 0 ? "nothing to repair" : [...new Set(operations)].join(", ");
    const points = Object.entries({ "as typed": typed, repaired: after }).flatMap(([series, text], of) =>
      [...text].map((sign, at) => ({
        chart: "Code points" as const,
        series,
        x: at + 1 + of / 4,
        y: roles.indexOf(roleOf(sign.codePointAt(0)!, script) as (typeof roles)[number]) + 1,
      })),
    );
    const statement = `${typed} (${named(typed)}) becomes ${after} (${named(after)}): ${done}. Its syllables: ${graphemes(after).join(" | ") || "none"}.`;
    return { points, statement };
  },
});
