import { expect, test } from "vitest";
import { firstSentence, sentencesIn } from "./sentences.ts";

test.each([
  [
    "Transformers, e.g. lamps as in Ito et al. (2019), are large. We shrink them.",
    "Transformers, e.g. lamps as in Ito et al. (2019), are large.",
  ],
  [
    "Fig. 3 of Dr. Roe vs. Prof. Ito shows No. 5 of the U.S. lamps. We measure it.",
    "Fig. 3 of Dr. Roe vs. Prof. Ito shows No. 5 of the U.S. lamps.",
  ],
  [
    "A method of J. Roe, i.e. GPT 3.5, costs 1.5 dollars, cf. Eq. 2. It is new.",
    "A method of J. Roe, i.e. GPT 3.5, costs 1.5 dollars, cf. Eq. 2.",
  ],
  ["It was found by Roe et al. We repeat it.", "It was found by Roe et al."],
  ["Wires, lamps, etc. We sort them.", "Wires, lamps, etc."],
  ["They live in the U.S. We do not.", "They live in the U.S."],
  ["Why? Because.", "Why?"],
  ["He said “no.” She said yes.", "He said “no.”"],
  ["本文研究灯光。结果很好。", "本文研究灯光。"],
  ["It takes 8.3 ms. Ms. Roe waits.", "It takes 8.3 ms."],
  ["We thank Ms. Roe and Mr. Ito. They wait.", "We thank Ms. Roe and Mr. Ito."],
  ["No end", "No end"],
  ["One line.", "One line."],
])("of %j", (text, sentence) => {
  expect(firstSentence(text)).toBe(sentence);
});

test("all sentences are those of the text, in order", () => {
  const sentences = ["It runs, e.g. in Fig. 3, at 1.5 times.", "Why?", "“Because.”", "灯光。", "结果很好", "No end"];
  expect([...sentencesIn("It runs, e.g. in Fig. 3, at 1.5 times. Why? “Because.” 灯光。结果很好。 No end")]).toEqual(
    sentences.with(4, "结果很好。"),
  );
  expect([...sentencesIn(" ")]).toEqual([]);
});
