import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signerOf } from "./links.ts";

const signer = signerOf(randomBytes(32));
const now = new Date("2026-11-25T12:00:00Z");

describe("a signed link", () => {
  test("names its subscription, for its purpose only", () => {
    const manage = signer.sign("manage", 123_456);
    expect(signer.read("manage", manage)).toBe(123_456);
    expect(signer.read("confirm", manage)).toBeNull();
    const confirm = signer.sign("confirm", 7, now);
    expect(signer.read("confirm", confirm, now)).toBe(7);
    expect(signer.read("manage", confirm, now)).toBeNull();
  });
  test("to confirm is over after a week; one to manage never is", () => {
    const at = (days: number) => new Date(now.getTime() + days * 86_400_000);
    const confirm = signer.sign("confirm", 7, now);
    expect([6, 7, 8].map((days) => signer.read("confirm", confirm, at(days)))).toEqual([7, 7, null]);
    expect(signer.read("manage", signer.sign("manage", 7, now), at(10_000))).toBe(7);
  });
  test("that was changed anywhere, or signed elsewhere, is nobody's", () => {
    const link = signer.sign("manage", 35);
    for (let at = 0; at < link.length; at++) {
      const other = link[at] === "1" ? "2" : "1";
      expect(signer.read("manage", link.slice(0, at) + other + link.slice(at + 1))).toBeNull();
    }
    expect(signerOf(randomBytes(32)).read("manage", link)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => signer.read("manage", text) === null));
  });
});
