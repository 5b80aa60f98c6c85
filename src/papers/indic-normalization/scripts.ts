/**
 * The seven scripts as tables, by code point. Lists are those of the released normalizer (bnUnicodeNormalizer 0.1.7); what they lack stands in
 * `added`, which only our own profile reads. Hex and no letters: an editor may change the form of a letter without saying so.
 */

export interface Script {
  readonly name: string;
  /** Ranges of code points, "0985-098b 098f". */
  readonly vowels: string;
  readonly consonants: string;
  /** Vowel signs: dependent forms, behind a consonant. */
  readonly signs: string;
  /** What stands at the end of a syllable: nasals, visarga. */
  readonly modifiers: string;
  readonly digits: string;
  readonly virama: number;
  readonly nukta?: number;
  /** Letters that were typed as two: "0985 09be > 0986". Those of Unicode's own (NFC) need no entry. */
  readonly pairs?: string;
  /** The same in the released tables, where another word may be meant. */
  readonly doubtfulPairs?: string;
  /** Letters with the nukta that they have inside: "09af > 09df". */
  readonly nuktaLetters?: string;
  /** A consonant without its vowel that has a letter of its own: "0d28 > 0d7b", where a virama and a joiner stand behind it in old texts. */
  readonly chillus?: string;
  readonly added?: { readonly consonants?: string; readonly signs?: string; readonly modifiers?: string };
}

const bengali: Script = {
  name: "Bengali",
  vowels: "0985-098b 098f-0990 0993-0994",
  consonants: "0995-09a8 09aa-09b0 09b2 09b6-09b9 09ce 09dc-09dd 09df",
  signs: "09be-09c3 09c7-09c8 09cb-09cc",
  modifiers: "0981-0983",
  digits: "09e6-09ef",
  virama: 0x09cd,
  nukta: 0x09bc,
  pairs: "09c7 09be > 09cb; 09c7 09d7 > 09cc; 0985 09be > 0986",
  // The sign of the long vocalic r is one of Sanskrit, and no slip.
  doubtfulPairs: "09c4 > 09c3",
  nuktaLetters: "09af > 09df; 09ac > 09b0; 09a1 > 09dc; 09a2 > 09dd",
  added: { consonants: "09f0-09f1", signs: "09c4 09d7 09e2-09e3" },
};

const devanagari: Script = {
  name: "Devanagari",
  // 0962 and 0963 are signs; the released table has them here.
  vowels: "0904-0914 0960-0963 0972-0977",
  consonants: "0915-0939 0958-095f 0978-097a",
  signs: "093a-093b 093e-094c 094e-094f 0955-0957",
  modifiers: "0900-0903",
  digits: "0966-096f",
  virama: 0x094d,
  nukta: 0x093c,
  pairs: "093e 0947 > 094b; 093e 0948 > 094c; 0905 093e > 0906; 0905 094b > 0913; 0905 094c > 0914; 090f 0947 > 0910",
  nuktaLetters:
    "0915 > 0958; 0916 > 0959; 0917 > 095a; 091c > 095b; 0921 > 095c; 0922 > 095d; 092b > 095e; 092f > 095f; 0933 > 0934; 0928 > 0929",
  added: { consonants: "097b-097f", signs: "0962-0963" },
};

const gujarati: Script = {
  name: "Gujarati",
  vowels: "0a85-0a8d 0a8f-0a91 0a93-0a94 0ae0-0ae3",
  consonants: "0a95-0aa8 0aaa-0ab0 0ab2-0ab3 0ab5-0ab9 0af9",
  signs: "0abe-0ac5 0ac7-0ac9 0acb-0acc",
  modifiers: "0a81-0a83",
  digits: "0ae6-0aef",
  virama: 0x0acd,
  nukta: 0x0abc,
  pairs:
    "0abe 0ac7 > 0acb; 0abe 0ac5 > 0ac9; 0abe 0ac8 > 0acc; 0a85 0abe > 0a86; 0a85 0ac7 > 0a8f; 0a85 0acb > 0a93; 0a85 0ac5 > 0a8d; 0a85 0ac9 > 0a91; 0a85 0ac8 > 0a90; 0a85 0acc > 0a94",
  added: { signs: "0ae2-0ae3", modifiers: "0afa-0aff" },
};

const gurmukhi: Script = {
  name: "Gurmukhi",
  vowels: "0a05-0a0a 0a0f-0a10 0a13-0a14 0a72-0a73",
  consonants: "0a15-0a28 0a2a-0a30 0a32-0a33 0a35-0a36 0a38-0a39 0a59-0a5c 0a5e",
  signs: "0a3e-0a42 0a47-0a48 0a4b-0a4c",
  modifiers: "0a01-0a03",
  digits: "0a66-0a6f",
  virama: 0x0a4d,
  nukta: 0x0a3c,
  pairs: "0a05 0a48 > 0a10; 0a05 0a4c > 0a14; 0a05 0a3e > 0a06",
  doubtfulPairs: "0a47 0a4b > 0a4c; 0a3e 0a47 > 0a40; 0a3e 0a4b > 0a40",
  nuktaLetters: "0a16 > 0a59; 0a17 > 0a5a; 0a1c > 0a5b; 0a32 > 0a33; 0a38 > 0a36; 0a2b > 0a5e",
  // Tippi and addak, without which every third word loses something.
  added: { modifiers: "0a70-0a71 0a75" },
};

const odia: Script = {
  name: "Odia",
  vowels: "0b05-0b0c 0b0f-0b10 0b13-0b14 0b60-0b61",
  consonants: "0b15-0b28 0b2a-0b30 0b32-0b33 0b35-0b39 0b5c-0b5d 0b5f 0b71",
  signs: "0b3e-0b44 0b47-0b48 0b4b-0b4c 0b62-0b63",
  modifiers: "0b01-0b03",
  digits: "0b66-0b6f",
  virama: 0x0b4d,
  nukta: 0x0b3c,
  pairs: "0b47 0b3e > 0b4b; 0b13 0b57 > 0b14; 0b0f 0b57 > 0b10; 0b05 0b3e > 0b06",
  // Unicode makes this sign of 0b47 and 0b57.
  doubtfulPairs: "0b48 0b3e > 0b4c",
  nuktaLetters: "0b21 > 0b5c; 0b22 > 0b5d",
  added: { signs: "0b55-0b57" },
};

const tamil: Script = {
  name: "Tamil",
  vowels: "0b85-0b8a 0b8e-0b90 0b92-0b94",
  consonants: "0b95 0b99-0b9a 0b9c 0b9e-0b9f 0ba3-0ba4 0ba8-0baa 0bae-0bb9",
  signs: "0bbe-0bc2 0bc6-0bc8 0bca-0bcc",
  modifiers: "0b82-0b83",
  digits: "0be6-0bf2",
  virama: 0x0bcd,
  pairs: "0bc6 0bbe > 0bca; 0bc7 0bbe > 0bcb",
  added: { signs: "0bd7" },
};

const malayalam: Script = {
  name: "Malayalam",
  vowels: "0d05-0d0c 0d0e-0d10 0d12-0d14 0d60-0d61",
  consonants: "0d15-0d3a",
  signs: "0d3e-0d44 0d46-0d48 0d4a-0d4c 0d57 0d62-0d63",
  modifiers: "0d00-0d04",
  digits: "0d58-0d5e 0d66-0d78",
  virama: 0x0d4d,
  chillus: "0d23 > 0d7a; 0d28 > 0d7b; 0d30 > 0d7c; 0d32 > 0d7d; 0d33 > 0d7e; 0d15 > 0d7f",
  added: { consonants: "0d54-0d56 0d7a-0d7f" },
};

export const sevenScripts: readonly Script[] = [bengali, devanagari, gujarati, gurmukhi, odia, tamil, malayalam];

/** An eighth, of which neither the paper nor the program knows: lists, and nothing else. */
export const telugu: Script = {
  name: "Telugu",
  vowels: "0c05-0c0c 0c0e-0c10 0c12-0c14 0c60-0c61",
  consonants: "0c15-0c28 0c2a-0c39 0c58-0c5a 0c5d",
  signs: "0c3e-0c44 0c46-0c48 0c4a-0c4c 0c55-0c56 0c62-0c63",
  modifiers: "0c00-0c04",
  digits: "0c66-0c6f",
  virama: 0x0c4d,
  nukta: 0x0c3c,
};

/** Code points of a list of ranges. */
export const codesIn = (ranges = ""): number[] =>
  ranges.split(" ").flatMap((range) => {
    if (range === "") return [];
    const [from, to = from] = range.split("-").map((code) => parseInt(code, 16));
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });

/** What a map makes of what: texts of one or two code points. */
export const entriesOf = (map = ""): [from: string, to: string][] =>
  map === ""
    ? []
    : map.split("; ").map((entry) => {
        const [from, to] = entry
          .split(" > ")
          .map((codes) => String.fromCodePoint(...codes.split(" ").map((code) => parseInt(code, 16))));
        return [from, to];
      });
