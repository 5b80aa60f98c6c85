import { expect, test } from "vitest";
import { random } from "#engine";
import { extractorNames, type Mention } from "./readings.ts";
import { count, emptyTally, reliabilityOf, trustIn } from "./trust.ts";

const names = extractorNames.map((_, at) => at);
const reading = { metric: "accuracy", says: "is" } as const;
/** Extractors as good as these, that err independently: made-up numbers with four readings each, the first of them right. */
const right = [0.9, 0.8, 0.7, 0.6, 0.5];
const wrong = [0.05, 0.1, 0.05, 0.15, 0.1];

function made(numbers: number): { mentions: Mention[]; tally: ReturnType<typeof emptyTally> } {
  const stream = random(15).stream("votes");
  const mentions = Array.from({ length: numbers }, (): Mention => {
    const candidates = [0, 1, 2, 3].map((at) => {
      const draws = stream.uniform(names.length);
      return { reading, votes: names.map((i) => draws[i] < (at === 0 ? right : wrong)[i]) };
    });
    return { sentence: "", start: 0, end: 0, candidates };
  });
  const tally = emptyTally();
  for (const mention of mentions) count(tally, [mention]);
  return { mentions, tally };
}

test("how reliable extractors are is found from how they agree, without a label", () => {
  const { rates, prior } = reliabilityOf(made(20_000).tally)!;
  expect(prior).toBe(0.25);
  for (const i of names) {
    expect(rates[i]!.tpr, extractorNames[i]).toBeCloseTo(right[i], 1);
    expect(rates[i]!.fpr, extractorNames[i]).toBeCloseTo(wrong[i], 1);
  }
});

test("trust picks the right reading more often than counting does, and never says more than that a number can be read", () => {
  const { mentions, tally } = made(4_000);
  const reliability = reliabilityOf(tally)!;
  const share = (merit: (votes: readonly boolean[]) => number) =>
    mentions.filter(({ candidates }) => {
      const merits = candidates.map(({ votes }) => merit(votes));
      return merits.every((one, at) => at === 0 || one < merits[0]);
    }).length / mentions.length;
  const trusted = share((votes) => trustIn({ reading, votes }, reliability));
  expect(trusted).toBeGreaterThan(share((votes) => trustIn({ reading, votes }, null)) + 0.02);
  const all = trustIn({ reading, votes: names.map(() => true) }, reliability);
  expect(all).toBeGreaterThan(0.85);
  expect(all).toBeLessThanOrEqual(0.88);
  expect(trustIn({ reading, votes: names.map(() => false) }, reliability)).toBeLessThan(0.01);
});

test("from few readings, or extractors that nearly never vote, nothing is learnt: they are counted", () => {
  expect(reliabilityOf(made(24).tally)).toBeNull();
  expect(reliabilityOf(emptyTally())).toBeNull();
  const tally = made(1_000).tally;
  for (const line of tally.both.slice(2)) line.fill(0);
  expect(reliabilityOf(tally)).toBeNull();
  const votes = [true, true, true, false, false];
  expect(trustIn({ reading, votes }, null)).toBeCloseTo(0.88 * 0.6, 12);
});
