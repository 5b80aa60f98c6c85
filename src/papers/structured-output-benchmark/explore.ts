/** An answer to edit, and what each of the seven scores makes of it. */
import { readJson, type Json } from "#lab/extraction/json";
import { explore, inWords } from "#lab/kit/index";
import { scorer, seven, type Modality } from "./method.ts";
import paper from "./paper.ts";

const json = (text: string): Json => readJson(text).value;
const schema = json(
  '{"type":"object","properties":{"name":{"type":"string"},"year":{"type":"integer"},"scores":{"type":"array","items":{"type":"number"}}},"required":["name","year"]}',
);
const truth = '{"name": "The Layer Norm", "year": 2016, "scores": [1.5, 2.0]}';
const metrics = Object.keys(seven) as (keyof typeof seven)[];

/** What a model said, or the text itself where it cannot be read: such an answer fails whatever stands in it. */
function candidateOf(text: string): { candidate: Json; problem: string } {
  try {
    return { candidate: json(text), problem: "" };
  } catch (error) {
    return { candidate: text, problem: `It is no JSON (${(error as Error).message.replace(/^JSON: /, "")}). ` };
  }
}

export default explore(paper, {
  intro: `The checked answer is ${truth}, and the schema asks for name and year. Change the answer: an article, a quote around the year, one number too many.`,
  inputs: {
    answer: {
      kind: "text",
      label: "The answer of a model",
      maxLength: 200,
      default: '{"name": "layer norm", "year": 2016, "scores": [1.5, 2]}',
    },
    source: {
      kind: "choice",
      label: "Where the text came from",
      options: { text: "an article", image: "a scanned page", audio: "a meeting" },
      default: "text",
    },
  },
  charts: {
    "Seven scores": {
      x: { label: "Score", unit: "%" },
      y: { label: "Score", names: metrics.map((name) => seven[name]) },
      mark: "dots",
      caption: "An answer that the schema refuses scores nothing but a perfect response, if it is one.",
    },
  },
  compute({ answer, source }) {
    const { candidate, problem } = candidateOf(answer);
    const scores = scorer({ schema, truth: json(truth) }, source as Modality)(candidate);
    const full = metrics.filter((name) => scores[name] === 1).length;
    return {
      points: metrics.map((name, at) => ({
        chart: "Seven scores",
        series: "this answer",
        x: 100 * scores[name],
        y: at + 1,
      })),
      statement: `${problem}${full} of 7 scores are full; value accuracy is ${inWords(100 * scores.leaf_value_em)} %, faithfulness ${inWords(100 * scores.value_token_f1)} %.`,
    };
  },
});
