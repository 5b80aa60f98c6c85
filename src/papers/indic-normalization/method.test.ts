/** The oracle: spellings that must meet, those that must not, syllables, and what holds for any text. Golden words: golden/make.py. That both take linear time is in tests/linear.test.ts. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { clustersIn } from "#lab/text/clusters";
import { compatNormalizer } from "./compat.ts";
import { indicNlp } from "./experiment/indicnlp.ts";
import { wordsOf } from "./experiment/words.ts";
import golden from "./golden/released.json" with { type: "json" };
import { graphemes, normalizer, parts, safe, type Change } from "./method.ts";
import { codesIn, sevenScripts, telugu } from "./scripts.ts";

const text = (codes: string) => String.fromCodePoint(...codes.split(" ").map((code) => parseInt(code, 16)));
const codesOf = (word: string) => [...word].map((sign) => sign.codePointAt(0)!.toString(16).padStart(4, "0")).join(" ");
const scripts = [...sevenScripts, telugu];
const compat = compatNormalizer(sevenScripts[0]);

describe("the authors' repairs", () => {
  test.each([
    ["a nukta typed by itself", "0995 09c7 09a8 09cd 09a6 09cd 09b0 09c0 09af 09bc", "0995 09c7 09a8 09cd 09a6 09cd 09b0 09c0 09df"],
    ["a nukta behind a sign", "09b0 09af 09c7 09bc 099b 09c7", "09b0 09df 09c7 099b 09c7"],
    ["the sign of the long vocalic r", "09b8 0982 09b8 09cd 0995 09c4 09a4 09bf", "09b8 0982 09b8 09cd 0995 09c3 09a4 09bf"],
    ["ta with a virama", "0989 09a4 09cd 09b8", "0989 09ce 09b8"],
    ["the same letter joined twice", "0997 09cd 09b0 09cd 09b0 09be", "0997 09cd 09b0 09be"],
    ["a virama behind a vowel letter", "09a6 09c1 0987 09cd 099f 09bf", "09a6 09c1 0987 099f 09bf"],
    ["a nukta that jumps to another letter", "09af 099c 09bc", "09df 099c"],
  ])("%s", (_, given, normalized) => {
    expect(codesOf(compat(text(given)).normalized!)).toBe(normalized);
  }); // prettier-ignore
  test("delete what is not in the tables, all of it if need be, and say each step", () => {
    expect(compat("ASD1234").normalized).toBeNull();
    const gurmukhi = compatNormalizer(sevenScripts[3]);
    expect(codesOf(gurmukhi("ਪੰਜਾਬੀ").normalized!)).toBe("0a2a 0a1c 0a3e 0a2c 0a40");
    expect(gurmukhi("ਪੰਜਾਬੀ").operations.map(({ operation }) => operation)).toEqual(["InvalidUnicode"]);
  });
  test("need one word", () => {
    expect(() => compat("এক দুই")).toThrow(/^not one word: /);
  });
  test.each(scripts)("agree with the released program on badly typed words, and IndicNLP's rules with theirs: $name", (script) => {
    const rows = golden[script.name as keyof typeof golden] as [string, string | null, string][];
    const ours = script === telugu ? () => ({ normalized: null }) : compatNormalizer(script);
    const other = indicNlp(script);
    expect(rows.map(([word]) => [word, ours(word).normalized, other(word)])).toEqual(rows);
  }); // prettier-ignore
});

describe("the safe profile", () => {
  test.each([
    ["a nukta behind a sign goes to the consonant", "09b0 09af 09c7 09bc 099b 09c7", "09b0 09af 09bc 09c7 099b 09c7"],
    ["but not to another letter", "09af 099c 09bc", "09af 099c 09bc"],
    ["a sign in two pieces is one", "0995 09c7 09be", "0995 09cb"],
    ["a half that was typed twice, too", "0d15 0d46 0d46 0d3e", "0d15 0d4a"],
    ["a vowel letter in two pieces is one", "0905 093e 092e", "0906 092e"],
    ["marks are there once", "0915 093f 093f 0902 0902", "0915 093f 0902"],
    ["signs stand before modifiers", "0915 0902 093e", "0915 093e 0902"],
    ["two viramas are one", "0915 094d 094d 0937", "0915 094d 0937"],
    ["no virama stands before a sign", "0915 094d 093f", "0915 093f"],
    ["nor where a modifier is between", "0915 094d 0902 093f", "0915 093f 0902"],
    ["a joiner beside a virama stays", "09b0 200d 09cd 09af 09be 09ac", "09b0 200d 09cd 09af 09be 09ac"],
    ["another goes", "0995 200c 0996 200d", "0995 0996"],
    ["an old chillu is the new letter", "0d05 0d35 0d28 0d4d 200d", "0d05 0d35 0d7b"],
    ["a sign without a letter stays", "093f 0915", "093f 0915"],
    ["so does a virama behind a vowel, as in Bengali", "0985 09cd 09af 09be 09aa", "0985 09cd 09af 09be 09aa"],
    ["the sign of the long vocalic r", "0995 09c4", "0995 09c4"],
    ["ta with a virama", "0989 09a4 09cd 09b8", "0989 09a4 09cd 09b8"],
    ["tippi and addak", "0a2a 0a70 0a1c 0a71", "0a2a 0a70 0a1c 0a71"],
  ])("%s", (_, given, normalized) => {
    expect(codesOf(safe(text(given)))).toBe(normalized);
  });
  test("says what it did, and where", () => {
    const changes: Change[] = [];
    safe(`ab ${text("0915 0902 093e 093e")} ${text("093f")}`, changes);
    expect(changes).toEqual([
      { operations: ["reordered", "duplicate dropped"], before: text("0915 0902 093e 093e"), after: text("0915 093e 0902"), at: 3 },
      { operations: ["sign without a letter"], before: "ि", after: "ि", at: 8 },
    ]); // prettier-ignore
  });
  test("leaves other texts alone, but for NFC", () => {
    expect(safe("ASD1234")).toBe("ASD1234");
    expect(safe("Poincare\u0301 👩\u200d🔬 می\u200cخواهم")).toBe("Poincaré 👩\u200d🔬 می\u200cخواهم");
  });
  test("knows a script by its table alone", () => {
    const malformed = text("0c15 0c02 0c3e 0c3e");
    expect(normalizer(sevenScripts)(malformed)).toBe(malformed);
    expect(codesOf(safe(malformed))).toBe("0c15 0c3e 0c02");
  });
});

/** Marks, letters and joiners of two scripts, and what stands around them. */
const marks = "094d 093c 093e 0947 0902 0903 09cd 09bc 09c7 09be 09d7 0981 0d4d 0d46 0d3e 0d02 200c 200d";
const around = "0905 090f 0915 0928 0929 0985 09af 09b0 0d28 0d15 0966 0020 0061 0301 0951 d800 dc00";
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...marks.split(" ")), fc.constantFrom(...marks.split(" ")), fc.constantFrom(...around.split(" "))), { maxLength: 24 })
  .map((codes) => codes.map((code) => String.fromCharCode(parseInt(code, 16))).join("")); // prettier-ignore

describe("for any text", () => {
  const letters = new Set(scripts.flatMap(({ consonants }) => codesIn(consonants)));
  const lettersIn = (word: string) => [...word.normalize("NFD")].filter((sign) => letters.has(sign.codePointAt(0)!));
  test("the safe profile changes nothing more the second time, and does the same to equivalent texts", () => {
    fc.assert(fc.property(anyText, (given) => {
      const once = safe(given);
      expect(codesOf(safe(once))).toBe(codesOf(once));
      expect(codesOf(safe(given.normalize("NFD")))).toBe(codesOf(once));
      expect(once.normalize("NFC")).toBe(once);
    }), { numRuns: 20_000 }); // prettier-ignore
  });
  test("the safe profile keeps every consonant, in order, chillus as the letters they were", () => {
    const chillus = { "\u0d7b": "\u0d28", "\u0d7f": "\u0d15" };
    const plain = (word: string) =>
      word.replace(/[\u0d7b\u0d7f]/g, (chillu) => chillus[chillu as keyof typeof chillus]);
    fc.assert(fc.property(anyText, (given) => {
      expect(lettersIn(plain(safe(given)))).toEqual(lettersIn(plain(given)));
    }), { numRuns: 5_000 }); // prettier-ignore
  });
  test("syllables and their parts join again", () => {
    fc.assert(fc.property(anyText, fc.constantFrom("paper" as const, "script" as const), (given, conjuncts) => {
      expect(graphemes(given, { conjuncts }).join("")).toBe(given);
      for (const unit of graphemes(safe(given))) {
        const { root, signs, modifiers } = parts(unit);
        expect([...root, ...signs, ...modifiers].sort()).toEqual([...unit].sort());
      }
    }), { numRuns: 5_000 }); // prettier-ignore
  });
});

describe("syllables", () => {
  test.each([
    ["বাংলাদেশ", "বাং|লা|দে|শ"],
    ["র\u200d্যাব", "র\u200d্যা|ব"],
    ["தமிழ்", "த|மி|ழ்"],
    ["ଓଡ଼ିଆ", "ଓ|ଡ଼ି|ଆ"],
    ["स्वास्थ्य", "स्वा|स्थ्य"],
    ["क्\u200cष", "क्\u200c|ष"],
    ["অ্যাপ", "অ্যা|প"],
    ["क्1 ab👩\u200d🔬é", "क्|1| |a|b|👩\u200d🔬|é"],
    ["", ""],
  ])("of %s", (word, units) => {
    expect(graphemes(word).join("|")).toBe(units);
  });
  test("in Tamil join letters only as the paper has it", () => {
    expect(graphemes("ச்ச").length).toBe(2);
    expect(graphemes("ச்ச", { conjuncts: "paper" }).length).toBe(1);
  });
  test("have parts", () => {
    expect(parts("স্ত্রীং")).toEqual({ root: "স্ত্র", signs: "ী", modifiers: "ং" });
  });
});

describe("real words", () => {
  let words: Record<string, string[]>;
  beforeAll(async () => {
    words = Object.fromEntries(await Promise.all(scripts.map(async (script) => [script.name, await wordsOf(script)])));
  });
  test("are what the safe profile leaves as they are, but for a few", () => {
    const changed = Object.values(words)
      .flat()
      .filter((word) => safe(word) !== word);
    expect(changed.length / Object.values(words).flat().length).toBeLessThan(0.005);
  });
  test("are cut as Unicode's own rules for conjuncts would, in more than 99 of 100 words", () => {
    const all = Object.values(words).flat();
    const same = all.filter((word) => [...clustersIn(word)].join("|") === graphemes(word).join("|"));
    expect(same.length / all.length).toBeGreaterThan(0.99);
  });
});

describe("bad input", () => {
  test("a million characters are done at once", () => {
    const word = "क" + "\u093f\u0902".repeat(500_000);
    expect(safe(word)).toBe("क\u093f\u0902");
    expect(graphemes("שָׁ".repeat(200_000)).length).toBe(200_000);
  });
  test("half a pair, an empty text and a text of marks come back", () => {
    for (const odd of ["\ud800", "क\ud800\u093e", "", "\u093e\u094d\u200d", "\u200d"]) {
      expect(safe(odd)).toBe(odd);
      expect(graphemes(odd).join("")).toBe(odd);
    }
  });
});
