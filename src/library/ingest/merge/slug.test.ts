import fc from "fast-check";
import { expect, test } from "vitest";
import { slugFor } from "./slug.ts";

test("a slug is made of the title's words", () => {
  expect(slugFor("Élan Vital: 2D Sentence-Embeddings!")).toBe("elan-vital-2d-sentence-embeddings");
});

test("it is cut at a word, and inside one only if that word is all there is", () => {
  expect(slugFor("word ".repeat(40))).toBe(Array(12).fill("word").join("-"));
  expect(slugFor("x".repeat(100))).toBe("x".repeat(60));
});

test("a title without Latin letters or digits still gets one", () => expect(slugFor("归一化")).toBe("paper"));

test("whatever the title, it is a valid address of at most 60 characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (title) => {
      const slug = slugFor(title);
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slug.length).toBeLessThanOrEqual(60);
    }),
  );
});
