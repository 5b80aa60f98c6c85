import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

describe("the distance of two texts", () => {
  test("counts inserted, deleted, replaced and swapped letters", () => {
    expect(editDistance("norm", "norms")).toBe(1);
    expect(editDistance("norm", "nor")).toBe(1);
    expect(editDistance("norm", "form")).toBe(1);
    expect(editDistance("norm", "nrom")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
  });
  test("is nothing for equal texts, the same both ways, and never more than the longer text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("the nearest names", () => {
  const papers = ["layer-norm", "power-norm", "seednorm", "gnmt", "curse-of-depth"];
  const near = (wanted: string, ...rest: [limit?: number, worst?: number]) =>
    nearest(wanted, papers, (name) => [name], ...rest);

  test("come best first: a slip of the finger, a forgotten hyphen, one word of several", () => {
    expect(near("layer-nrom")[0]).toBe("layer-norm");
    expect(near("layernorm")[0]).toBe("layer-norm");
    expect(near("curse")[0]).toBe("curse-of-depth");
    expect(near("Curse of Depth")[0]).toBe("curse-of-depth");
  });
  test("are none where nothing is near, unless any distance is allowed", () => {
    expect(near("xyzzy")).toEqual([]);
    expect(near("xyzzy", 2, Infinity)).toHaveLength(2);
  });
  test("are found by any of a thing's names", () => {
    const found = nearest("megatron", [{ slug: "m-lm", title: "Megatron-LM" }], ({ slug, title }) => [slug, title]);
    expect(found).toHaveLength(1);
  });
});
