import { describe, expect, test } from "vitest";
import { hasAny, negativesIn, unwantedIn } from "./unwanted.ts";

const paper = (title: string, body = "", names = "") => ({ id: 1, title, body, names });
const keepsOut = (words: string, document: ReturnType<typeof paper>) => hasAny(document, unwantedIn(words));

describe("words to leave out", () => {
  test("keep out their other forms, in title, text and names, whatever their case", () => {
    for (const document of [paper("Computer Visions"), paper("A", "of VISION"), paper("A", "", "Ann Lee\nVision Lab")])
      expect(keepsOut("vision", document)).toBe(true);
    expect(keepsOut("vision", paper("Television"))).toBe(false);
    expect(keepsOut("speech, vision", paper("Vision"))).toBe(true);
    expect(keepsOut("-vision", paper("Vision"))).toBe(true);
  });

  test("in quotes or joined by hyphens keep out only what has them side by side", () => {
    for (const words of ['"image caption"', "image-caption", '-"Image Caption"']) {
      expect(keepsOut(words, paper("An image caption"))).toBe(true);
      expect(keepsOut(words, paper("A caption of an image"))).toBe(false);
      expect(keepsOut(words, paper("A", "", "Ann Image\nCaption Lab"))).toBe(false);
    }
  });

  test("that say nothing keep nothing out", () => {
    for (const words of ["", "the", "the and of", '""', " , ; "]) expect(unwantedIn(words)).toEqual([]);
    expect(keepsOut("the", paper("The End"))).toBe(false);
  });
});

describe("a query says not to want", () => {
  const of = (query: string) => negativesIn(query).map(({ says }) => says);

  test("a word or quoted words behind a hyphen that follows a space, or nothing", () => {
    expect(of('-vision layer norm -"image captioning", -GANs.')).toEqual(["vision", "image captioning", "GANs"]);
    expect(of("attention -state-of-the-art")).toEqual(["state-of-the-art"]);
  });

  test("nothing inside of words, quotes and formulas, between words, or in a long text", () => {
    for (const query of ["state-of-the-art", "BERT - pretraining", '"a -b c"', "x -1", "layer –norm", "-the end", "--"])
      expect(of(query)).toEqual([]);
    expect(of(`${"word ".repeat(60)}-item`)).toEqual([]);
  });
});
