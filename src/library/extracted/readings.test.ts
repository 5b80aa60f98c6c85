import { describe, expect, test } from "vitest";
import { extractorNames, mentionsIn } from "./readings.ts";

/** Of every number the reading that most extractors have: "accuracy is 92 %". */
const read = (text: string): string[] =>
  mentionsIn(text).map(({ sentence, start, end, candidates }) => {
    const sum = (votes: readonly boolean[]) => votes.filter(Boolean).length;
    const best = Math.max(...candidates.map(({ votes }) => sum(votes)));
    const { metric, says } = candidates.find(({ votes }) => sum(votes) === best)!.reading;
    return `${metric} ${says} ${sentence.slice(start, end)}`;
  });

describe("a number is read as", () => {
  test.each([
    ["We reach an accuracy of 92.1 % on digits.", ["accuracy is 92.1 %"]],
    ["It achieves 92.1% accuracy and an F1 score of 0.89.", ["accuracy is 92.1%", "F1 is 0.89"]],
    ["Our method improves accuracy by 3%.", ["accuracy higher 3%"]],
    ["It improves the word error rate by 12 %.", ["error lower 12 %"]],
    ["The loss of precision is small: it drops by 2 points.", ["precision lower 2 points"]],
    ["Latency is reduced from 64 ms to 8.3 ms.", ["time is 64 ms", "time is 8.3 ms"]],
    ["It runs 2-5x faster than the baseline.", ["speed higher 2-5x"]],
    ["It uses 45 % fewer parameters and 10 times less memory.", ["parameters lower 45 %", "memory lower 10 times"]],
    ["It outperforms the best model by 1.4 BLEU points.", ["BLEU higher 1.4"]],
    ["The error falls by a factor of 2.5, a reduction of the error.", ["error lower 2.5"]],
    [
      "Success rates of 99.6%, 96.3%, and 82.0% are reached.",
      ["accuracy is 99.6%", "accuracy is 96.3%", "accuracy is 82.0%"],
    ],
    ["We see gains of 8% and 5% in recall and precision, respectively.", ["recall higher 8%", "precision higher 5%"]],
    ["Its accuracy is 92.1 ± 0.3 %.", ["accuracy is 92.1 ± 0.3 %"]],
    ["The accuracy exceeds 90 %.", ["accuracy is 90 %"]],
    ["We speed up the search by 72x.", ["speed higher 72x"]],
    ["It needs more than 1,200 MB of memory.", ["memory is 1,200 MB"]],
  ])("in %j", (text, readings) => expect(read(text)).toEqual(readings));
});

test.each([
  ["counts", "We use 15 datasets, 3 metrics of accuracy and 1,722 topics."],
  ["years, references and sections", "In 2019, accuracy [12] of Section 3.1 was measured (Ito, 2020)."],
  ["parts of names", "The accuracy of ResNet-50 and GPT3 with 16-bit weights in 3D, v1.6, on CIFAR-10 grows."],
  ["units without a metric", "The trial took 7 hours and 2 GB of tape were read."],
  ["units that the metric cannot have", "Accuracy grows, in 5 ms."],
  ["shares of something else", "It is right 72 % of the time, which is its accuracy."],
  ["decimal commas and powers of ten", "The error is 85,33 or 2.4·10⁻⁶."],
  ["words alone", "Accuracy is higher, and latency lower, than anything."],
])("no reading is made of %s", (_, text) => expect(read(text)).toEqual([]));

test("extractors that look elsewhere disagree, and each reading knows who is for it", () => {
  const [{ candidates }] = mentionsIn("At higher accuracy, 70x lower energy is needed.");
  const forIt = (metric: string, says: string) =>
    candidates.find(({ reading }) => reading.metric === metric && reading.says === says)!.votes;
  const behind = extractorNames.indexOf("the words behind it");
  expect(forIt("energy", "lower")[behind]).toBe(true);
  expect(forIt("accuracy", "higher")).toContain(true);
  expect(forIt("accuracy", "higher")[behind]).toBe(false);
  // What nobody reads is a reading, too, or being wrong alone could not be seen.
  expect(forIt("energy", "higher")).not.toContain(true);
});

test.each([
  ["lone surrogates", "accuracy \ud800 of 5 % \udc00"],
  ["zero-width floods", `accuracy of 5 %${"\u200b".repeat(30_000)}`],
  ["right to left, mixed with left to right", "الدقة 92% accuracy של"],
  ["a word of a megabyte", `accuracy of 5 % ${"a".repeat(1_000_000)}`],
  ["digits of a megabyte", `accuracy of ${"7".repeat(1_000_000)}`],
  ["nothing", ""],
])("%s are read without harm", (_, text) => expect(mentionsIn(text).length).toBeLessThan(2));
