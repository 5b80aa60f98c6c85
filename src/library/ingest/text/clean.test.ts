import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "../formats/testing.ts";
import { cleanCharacters, cleanLine, cleanParagraphs, mathSpans } from "./clean.ts";

describe("characters", () => {
  test("composed and decomposed letters become one form", () => {
    expect(cleanLine("Poincare\u0301")).toBe("Poincaré");
  });

  test("ligatures, soft hyphens, zero-width spaces and byte order marks disappear", () => {
    expect(cleanLine("\ufeffe\ufb03cient nor\u00admali\u200bsation")).toBe("efficient normalisation");
  });

  test("controls, direction overrides and hidden tag characters are removed", () => {
    expect(cleanLine("a\u0000b\u001b[1mc\u202ed\u{e0041}\u{e0042}e")).toBe("ab[1mcde");
  });

  test("half a surrogate pair becomes the replacement character", () => {
    expect(cleanLine("x\ud800y")).toBe("x\ufffdy");
  });

  test("joiners stay where a script or an emoji needs them, and go elsewhere", () => {
    expect(cleanLine("क्‍ष")).toBe("क्‍ष");
    expect(cleanLine("👩\u200d🔬")).toBe("👩\u200d🔬");
    expect(cleanLine("soft\u200dmax")).toBe("softmax");
  });

  test("badly typed syllables of Indic scripts become what was meant, and nothing that was meant goes", () => {
    expect(cleanLine("हिंंदी क\u0902ा")).toBe("हिंदी का\u0902");
    expect(cleanLine("कि\u200dताब")).toBe("किताब");
    expect(cleanLine("ਪੰਜਾਬੀ বাংলাদেশ தமிழ் അവൻ")).toBe("ਪੰਜਾਬੀ বাংলাদেশ தமிழ் അവൻ");
    expect(cleanLine("সং\u200bস্কৃতি $\\hat{क\u0902ा}$")).toBe("সংস্কৃতি $\\hat{का\u0902}$");
  });

  test.each([
    ["lone surrogates", "क\ud800\u093e\udc00", "क\ufffd\u093e\ufffd"],
    ["one word of a million characters", `क${"\u093f\u0902".repeat(500_000)}`, "क\u093f\u0902"],
    ["scripts in one word", "aकбি中", "aकбি中"],
    ["right to left, with its marks", "שָׁלוֹם \u202bمرحبا\u202c", "שָׁלוֹם مرحبا"],
    ["a flood of zero width", `क${"\u200b\u200d\u200c\u2060".repeat(100_000)}ख`, "कख"],
    ["joiners alone", "\u200d".repeat(1_000), ""],
    ["marks alone", "\u093e\u094d", "\u093e\u094d"],
  ])("of %s", (_, odd, clean) => {
    expect(cleanLine(odd)).toBe(clean.normalize("NFC"));
  });

  test("every kind of space is a space and every kind of line break a line break", () => {
    expect(cleanCharacters("a\u00a0b\u2003c\r\nd\u2028e")).toBe("a b c\nd\ne");
  });
});

describe("lines and paragraphs", () => {
  test("a title is one line", () => {
    expect(cleanLine("  A title\n  broken   hard ")).toBe("A title broken hard");
  });

  test("an abstract keeps its paragraphs and loses its hard line breaks", () => {
    expect(cleanParagraphs("one\ntwo\n \nthree\r\n\r\n\r\nfour\n")).toBe("one two\n\nthree\n\nfour");
  });
});

describe("TeX", () => {
  test.each([
    ["\\'{e}", "é"],
    ['\\"o', "ö"],
    ['{\\"{o}}', "ö"],
    ["\\v{s}\\c c\\H{o}\\u g", "šçőğ"],
    ["\\'{\\i}", "í"],
    ['S\\o rensen, Stra{\\ss}e, \\AA ngstr\\"om, \\L{}ukasz', "Sørensen, Straße, Ångström, Łukasz"],
    ["an \\alpha-stable 90\\degree turn, \\lambda = 3 \\times \\pi", "an α-stable 90° turn, λ = 3 × π"],
    ["50\\% of R\\&D \\#1 a\\_b", "50% of R&D #1 a_b"],
    ["79\\,M parameters", "79 M parameters"],
    ["Figure~1", "Figure 1"],
    ["so --- we think -- 77--79", "so — we think – 77–79"],
    ["``quoted''", "“quoted”"],
    ["\\emph{very \\textbf{bold}} {\\em words}", "very bold words"],
    ["\\url{https://a.example/~b}", "https://a.example/~b"],
    ["a line\\\\another", "a line another"],
    ["costs \\$620 for \\{1, 2\\}", "costs $620 for {1, 2}"],
    ["Nguy\\~{\\^e}n, M\\'{\\^o}t, Th{\\'{\\u a}}ng, \\d{\\^a}m", "Nguyễn, Mốt, Thắng, ậm"],
    ["CO\\textsubscript{2}, 10\\textsuperscript{th}, \\enquote{so}", "CO2, 10th, “so”"],
    ["D\\textquotesingle Arc, AND\\slash OR, snake\\textunderscore case", "D'Arc, AND/OR, snake_case"],
    ["5 \\texttimes 3 \\rightarrow 15", "5 ×3 → 15"],
  ])("%s reads %s", (tex, plain) => {
    expect(cleanLine(tex)).toBe(plain);
  });

  test.each([
    "about ~10 ms with --flag",
    "https://a.example/~name/x--y",
    "\\unknown{command} stays",
    "an unfinished \\'{ accent",
    "set {1, 2}",
  ])("%s stays as it is", (text) => {
    expect(cleanLine(text)).toBe(text);
  });

  test("formulas are not touched", () => {
    for (const formula of ["$\\hat{e}~\\%--\\'{e}$", "\\(a~b\\)", "\\[x\\,y\\]", "$$\\emph{x}$$", "$ \\alpha $"]) {
      expect(cleanLine(`50\\% of ${formula} here`)).toBe(`50% of ${formula} here`);
    }
  });
});

describe("formulas", () => {
  const tex = (text: string) => mathSpans(text).map((span) => span.tex);

  test("dollars, double dollars and both brackets delimit them", () => {
    expect(mathSpans("a $x$ b $$y$$ c \\(z\\) d \\[w\\]")).toEqual([
      { start: 2, end: 5, tex: "x", display: false },
      { start: 8, end: 13, tex: "y", display: true },
      { start: 16, end: 21, tex: "z", display: false },
      { start: 24, end: 29, tex: "w", display: true },
    ]);
  });

  test("money is not a formula", () => {
    expect(tex("from $5 to $10, or $5-$10, US$ and A$ 3")).toEqual([]);
  });

  test("an escaped dollar opens and closes nothing", () => {
    expect(tex("\\$5 and $a\\$b$")).toEqual(["a\\$b"]);
  });

  test("a lost dollar sign does not swallow the next paragraph", () => {
    expect(tex("lost $x\n\nnew $y$")).toEqual(["y"]);
  });

  test("a space inside is forgiven where only TeX can be meant", () => {
    expect(tex("$ \\alpha $ and $ x_1 $")).toEqual([" \\alpha ", " x_1 "]);
  });
});

/** Strings full of what the rules react to. */
const texish = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."\\{}$~-`'\"^=.% \n\u0301\u200d\u00ad\ufb01()[]"),
      fc.constantFrom(
        "\\emph{",
        "\\'",
        "\\i",
        "\\ss",
        "\\c",
        "{\\em ",
        "\\\\",
        "``",
        "''",
        "---",
        "https://a.b/",
        "$$",
        "\n\n",
      ),
      fc.constantFrom(..."aeiosuABhXéø中क7\u093e\u094d\u0902\u093c\u200c"),
      anyText(3),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe("for any text", () => {
  test("cleaning twice changes nothing more", () => {
    fc.assert(
      fc.property(texish, (text) => {
        expect(cleanLine(cleanLine(text))).toBe(cleanLine(text));
        expect(cleanParagraphs(cleanParagraphs(text))).toBe(cleanParagraphs(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test("the result is well formed, in NFC, without controls, without outer space", () => {
    fc.assert(
      fc.property(texish, (text) => {
        const clean = cleanLine(text);
        expect(clean).not.toMatch(/\p{Cs}/u);
        expect(clean.normalize("NFC")).toBe(clean);
        expect(clean).not.toMatch(/\p{Cc}/u);
        expect(clean.trim()).toBe(clean);
      }),
      { numRuns: 2_000 },
    );
  });

  test("formulas lie inside the text, in order, apart", () => {
    fc.assert(
      fc.property(texish, (text) => {
        let end = 0;
        for (const span of mathSpans(text)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(text.slice(span.start, span.end)).toContain(span.tex);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
