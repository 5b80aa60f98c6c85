import { expect, test } from "vitest";
import { analyzeDocument } from "../index/document.ts";
import type { IndexReader } from "../index/reader.ts";
import { Segment } from "../index/segment.ts";
import { Segments } from "../index/segments.ts";
import { encodeSegment } from "../index/write-segment.ts";
import { parseQuery, withAcronyms } from "../query.ts";
import { Ranker } from "./ranker.ts";

const papers: readonly [title: string, names?: string, body?: string][] = [
  ["Machine Learning of Wires", "Bo Dahl\nAnn Åkerström"],
  ["Learning About a Machine for Wires", "Dahl Bo"],
  ["To Be or Not to Be: How and Why"],
  ["Machines Learned", "", "Wires are learned by machines."],
  ["Verified C++ Templates"],
  ["Vitamin C and Light"],
  ["C# Generics"],
  ["基于注意力机制的灯光预测研究"],
  ["ランプの深層学習による推定"],
  ["딥러닝은 새로운 모델"],
  ["CAN Bus Intrusion"],
  ["WHO Guidelines on Noise"],
  ["Guidelines That Say Who Can Help the U.S. with It"],
  ["ON THE NOISE THAT CAN BE HEARD BY ALL WHO LISTEN"],
  ["Łódź Straße", "Łukasz Ørsted\nĐặng Thị Hà"],
  ["GPT-4 Reads"],
  ["GPT4 Writes"],
  ["GPT 4 Speaks"],
  ["GPT Takes 4 Steps"],
  ["Pretraining Deeply"],
  ["Pre-Training from Scratch"],
  ["A Train Is Seen Before a Preference"],
  ["LayerNorm Is Enough"],
  ["Layer Norm Again"],
  ["layernorm, Once More"],
  ["The Norm of a Layer"],
  ["t-SNE and Over-Fitting"],
  ["tSNE on Overfitting"],
  ["Capture of CO$_2$ with H$_2$O"],
  ["किताब"],
  ["काताब"],
  ["β-VAE"],
  ["Beta Distributions"],
];

const index = new Segments();
// In two segments, as a store has them.
for (const half of [0, 1])
  index.add(
    new Segment(
      encodeSegment(
        papers.flatMap(([title, names = "", body = ""], at) =>
          at % 2 === half ? [analyzeDocument({ id: at, title, body, names })] : [],
        ),
      ),
    ),
  );
const ranker = new Ranker(null as unknown as IndexReader, async () => null);

async function found(text: string): Promise<string[]> {
  const query = withAcronyms(index, parseQuery(text));
  const { ids, total } = await ranker.rank(index, text, query, { allowed: null, depth: 50 });
  expect(total).toBe(ids.length);
  return ids.map((id) => papers[id][0]);
}

test("what is quoted stands side by side, word for word", async () => {
  expect(await found('"machine learning"')).toEqual(["Machine Learning of Wires"]);
  expect(await found("“Machine Learning” wires")).toEqual(["Machine Learning of Wires"]);
  expect(await found('"machines learned"')).toEqual(["Machines Learned"]);
  expect(await found('"learned by machines"')).toEqual(["Machines Learned"]);
  expect(await found("to be or not")).toEqual(["To Be or Not to Be: How and Why"]);
  expect(await found('"to be or not"')).toEqual(["To Be or Not to Be: How and Why"]);
  expect(await found('"who guidelines"')).toEqual(["WHO Guidelines on Noise"]);
  expect(await found('"machine learning" "wires machine"')).toEqual([]);
  // No phrase goes from a title to a text, or from one name to the next.
  expect(await found('"learned wires"')).toEqual([]);
  expect(await found('"bo dahl"')).toEqual(["Machine Learning of Wires"]);
  expect(await found('"dahl ann"')).toEqual([]);
  expect(await found("machine learning")).toHaveLength(3);
  expect(await found('machine "learning')).toHaveLength(3);
});

test("a long text quotes, and asks for nothing word for word", () => {
  expect(parseQuery('"just this" and that').phrases).toEqual([["just", "this"]]);
  expect(
    parseQuery(`articles that describe systems of editing, formatting and printing, such as "just this"`).phrases,
  ).toEqual([]);
});

test("C, C++ and C# are three languages", async () => {
  expect(await found("C++")).toEqual(["Verified C++ Templates"]);
  expect(await found("c#")).toEqual(["C# Generics"]);
  expect(await found("C")).toEqual(["Vitamin C and Light"]);
});

test("Chinese, Japanese and Korean are found by any part of a text", async () => {
  expect(await found("注意力机制")).toEqual(["基于注意力机制的灯光预测研究"]);
  expect(await found("灯")).toEqual(["基于注意力机制的灯光预测研究"]);
  expect(await found("深層学習")).toEqual(["ランプの深層学習による推定"]);
  expect(await found("딥러닝")).toEqual(["딥러닝은 새로운 모델"]);
  expect(await found('"灯光预测"')).toEqual(["基于注意力机制的灯光预测研究"]);
});

test("an acronym in capitals is no stop word", async () => {
  expect(await found("WHO")).toEqual(["WHO Guidelines on Noise"]);
  expect(await found("CAN")).toEqual(["CAN Bus Intrusion"]);
  expect(await found("who")).toEqual(["WHO Guidelines on Noise"]);
  expect(await found("US")).toEqual(["Guidelines That Say Who Can Help the U.S. with It"]);
  expect(await found("U.S.")).toEqual(["Guidelines That Say Who Can Help the U.S. with It"]);
  expect(parseQuery("wires AND templates").terms.map(({ term }) => term)).toEqual(["wire", "templat"]);
});

test("letters with a stroke, ligatures and Greek names are found as they are typed elsewhere", async () => {
  for (const text of ["Lodz", "Łódź", "strasse", "Straße", "Lukasz", "orsted", "dang thi ha"])
    expect(await found(text), text).toEqual(["Łódź Straße"]);
  expect((await found("beta-VAE"))[0]).toBe("β-VAE");
  expect((await found("β VAE"))[0]).toBe("β-VAE");
});

test("vowel signs make a word", async () => {
  expect(await found("किताब")).toEqual(["किताब"]);
  expect(await found("काताब")).toEqual(["काताब"]);
});

test("joined and parted spellings are one word", async () => {
  const gpt = ["GPT-4 Reads", "GPT4 Writes", "GPT 4 Speaks"];
  expect((await found("GPT4")).sort()).toEqual([...gpt].sort());
  for (const text of ["GPT-4", "gpt 4"]) expect((await found(text)).slice(0, 3).sort(), text).toEqual([...gpt].sort());
  const pretraining = ["Pre-Training from Scratch", "Pretraining Deeply"];
  for (const text of ["pretraining", "Pretrained"]) expect((await found(text)).sort(), text).toEqual(pretraining);
  expect((await found("pre-training")).slice(0, 2).sort()).toEqual(pretraining);
  const norms = ["Layer Norm Again", "LayerNorm Is Enough", "layernorm, Once More"];
  for (const text of ["layernorm", "LayerNorm"]) expect((await found(text)).sort(), text).toEqual(norms);
  expect((await found("layer norm")).slice(0, 3).sort()).toEqual(norms);
  for (const text of ["tSNE", "t-SNE", "overfitting", "over-fitting", "over fitting"])
    expect((await found(text)).sort(), text).toEqual(["t-SNE and Over-Fitting", "tSNE on Overfitting"]);
  for (const text of ["CO2", "H2O"]) expect(await found(text), text).toEqual(["Capture of CO$_2$ with H$_2$O"]);
});
