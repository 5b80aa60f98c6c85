import { expect, test } from "vitest";
import { random } from "#engine";
import { mineOne, openMiner } from "./mining.ts";

const scores = Array.from({ length: 60 }, (_, rank) => 1 - rank / 100);
const places = Array.from({ length: 60 }, (_, rank) => 1_000 + rank);
const mining = { ranks: [20, 60], count: 3, consistentTo: 50 } as const;
const stream = () => random(1).stream("mining");

test("a pair is consistent when its passage scores no lower than rank 50 of 60, counted from 0", () => {
  const consistent = (score: number) => mineOne({ places, scores }, { place: 7, score }, mining, stream()).consistent;
  expect([0.51, 0.5, 0.495].map(consistent)).toEqual([true, true, false]);
});

test("negatives come from their ranks, never the answer, each as often", () => {
  const own = stream();
  const counts = new Map<number, number>();
  for (let time = 0; time < 1_300; time++) {
    const { negatives } = mineOne({ places, scores }, { place: 1_025, score: scores[25] }, mining, own);
    expect(new Set(negatives).size).toBe(3);
    for (const place of negatives) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(places.slice(20).filter((place) => place !== 1_025));
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  expect(chi).toBeLessThan(70.7); // 38 degrees of freedom, one in a thousand
  expect(() =>
    mineOne({ places, scores }, { place: 1_021, score: 0 }, { ...mining, ranks: [20, 23] }, stream()),
  ).toThrow("2 candidates at ranks 20 to 23, not 3");
});

test("a miner ranks by cosine, as by hand", async () => {
  const [queries, candidates, width] = [210, 80, 5];
  const draws = random(2).stream("vectors");
  const [asked, all] = [draws.normal(queries * width), draws.normal(candidates * width)];
  const answers = Array.from({ length: queries }, (_, at) => at % candidates);
  const cosine = (q: number, c: number) => {
    const [x, y] = [asked.subarray(q * width, (q + 1) * width), all.subarray(c * width, (c + 1) * width)];
    return x.reduce((sum, value, at) => sum + value * y[at], 0) / Math.hypot(...x) / Math.hypot(...y);
  };
  const miner = await openMiner({ candidates, width, deepest: 12 }, { threads: 1 });
  const asking = { ranks: [4, 10], count: 6, consistentTo: 11 } as const;
  for (const [query, { negatives, consistent }] of (
    await miner.mine(
      asked,
      all,
      answers.map((answer, at) => (at % 2 ? answer : 79)),
      { ...asking, count: 5 },
      stream(),
    )
  ).entries()) {
    const order = Array.from({ length: candidates }, (_, c) => c).sort((a, b) => cosine(query, b) - cosine(query, a));
    const answer = query % 2 ? answers[query] : 79;
    expect(negatives.every((place) => place !== answer && order.slice(4, 10).includes(place))).toBe(true);
    expect(consistent).toBe(order.indexOf(answer) <= 11);
  }
  await expect(miner.mine(asked, all, answers, { ...asking, consistentTo: 12 }, stream())).rejects.toThrow(
    "rank 13 is deeper than 12",
  );
  await miner.release();
});
