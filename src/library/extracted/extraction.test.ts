import { expect, test } from "vitest";
import { draftOf } from "../testing/drafts.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createExtractor } from "./extraction.ts";
import { readable } from "./trust.ts";

const abstract = String.raw`We reach an accuracy of $92.1 \pm 0.3$\% on digits, and latency falls by 45 %. It is $5\times$ faster.`;

overBothDrivers("claims of abstracts", (store) => {
  const take = (numbers: readonly number[]) =>
    store.catalogue.ingest({
      source: "test",
      asOf: "2026-11-23",
      rejected: [],
      drafts: numbers.map((n) =>
        draftOf({
          title: `Paper ${n}`,
          abstract: `We reach an accuracy of ${50 + (n % 40)}.5 %. Compared with recall, it takes ${n} ms time. The speed grows ${n} times.`,
        }),
      ),
    });

  test("are counted until enough papers are here, and weighed by agreement then, with reasons", async () => {
    const extractor = createExtractor(store.db);
    const first = await extractor.in(abstract);
    expect(first.learntFrom).toBeNull();
    expect(first.claims.map(({ says }) => says)).toEqual([
      "accuracy 92.1 ± 0.3%",
      "time lower by 45 %",
      "speed higher by 5×",
    ]);
    expect(first.claims[0].quote).toEqual({
      ...{ before: "We reach an accuracy of ", number: "92.1 ± 0.3%" },
      after: " on digits, and latency falls by 45 %.",
    });
    expect(first.claims[0].reasons.filter(({ agrees }) => agrees).length).toBeGreaterThan(2);
    expect(first.claims[0].reasons.every(({ rates }) => rates === null)).toBe(true);

    expect(await extractor.learn()).toBe(0);
    await take(Array.from({ length: 60 }, (_, n) => n + 2));
    expect(await extractor.learn()).toBe(60);
    // Nothing new, nothing to learn.
    expect(await extractor.learn()).toBe(0);
    const then = await extractor.in(abstract);
    expect(then.learntFrom).toBeGreaterThan(100);
    const [{ reasons, trust }] = then.claims;
    expect(trust).toBeGreaterThan(0.8);
    expect(reasons.some(({ rates }) => rates !== null && rates.right > rates.wrong)).toBe(true);
    await take([90, 91, 92, 93, 94, 95, 96, 97]);
    expect(await extractor.learn()).toBe(68);
  });

  test("are few of a text that is all numbers, none of one without, and cut between words and characters", async () => {
    const extractor = createExtractor(store.db);
    const many = await extractor.in("The accuracy is 92 %. ".repeat(100));
    expect([many.claims.length, many.left]).toEqual([12, 88]);
    expect(await extractor.in("We prove a theorem.")).toEqual({
      claims: [],
      left: 0,
      learntFrom: null,
      atMost: readable,
    });
    const { claims } = await extractor.in(`${"Wort ".repeat(60)}accuracy of 92 % ${"e\u0301".repeat(300)}`);
    expect(claims[0].quote.before).toMatch(/^… Wort .*accuracy of $/);
    expect(claims[0].quote.after.replace(" …", "")).not.toMatch(/e$/);
  });

  test("are learnt from nothing once it is told to stop", async () => {
    await take([1, 2, 3]);
    await expect(createExtractor(store.db).learn(AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
  });
});
