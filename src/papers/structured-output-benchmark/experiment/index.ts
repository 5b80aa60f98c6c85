/** Scores three ways to answer on records that are made anew for every seed, written as an article, as a scanned page and as a meeting. */
import { random } from "#engine";
import type { Json } from "#lab/extraction/json";
import { experiment } from "#lab/kit/index";
import { mean, spearman } from "#lab/measure/statistics";
import paper from "../paper.ts";
import { meanScores, scorer, seven, type Modality, type Scores } from "../method.ts";
import { Draw } from "#lab/datasets/draw";
import { sampleRecord } from "./corpus.ts";
import { byRules, minimal, shuffled } from "./extract.ts";
import type { ChartName, Settings } from "./settings.ts";

const modalities: readonly Modality[] = ["text", "image", "audio"];
const titles: Readonly<Record<Modality, string>> = { text: "article", image: "scanned page", audio: "meeting" };
const extractors = ["rules", "rules, shuffled", "minimal"] as const;
const metrics = Object.keys(seven) as (keyof typeof seven)[];

interface Row {
  readonly modality: Modality;
  readonly length: number;
  /** Sentences about others in its text. */
  readonly others: number;
  readonly scores: Readonly<Record<(typeof extractors)[number], Scores>>;
}

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 5,
    why: "Twice the half width of every claim's interval, by the pilot, stays below what would matter; a seed is a corpus of its own.",
    pilot: { "compliance-value-gap": 1.1, "modality-order": 0.84, "longer-context-harder": 0.039 },
    arms: [...extractors],
    steps: 0,
    tuning: "Nothing is tuned; the rules were written on the corpora of seeds 1001 to 1004.",
  },
  charts: {
    "Form and content": {
      x: { label: "Mean over the records", unit: "%" },
      y: { label: "Texts", names: modalities.map((modality) => titles[modality]) },
      mark: "dots",
      caption: "How far an answer's values are behind its form. The minimal answer is always valid and says nothing.",
    },
    "Longer texts": {
      x: { label: "Sentences about other places in the text" },
      y: { label: "Value accuracy", unit: "%" },
      caption:
        "Answers by rules, means over fifths of the records. The facts asked for are as many in a long text as in a short one.",
    },
    "Seven scores": {
      x: { label: "Mean over the articles", unit: "%" },
      y: { label: "Score", names: metrics.map((name) => seven[name]) },
      mark: "dots",
      caption: "Values in each other's places keep all scores of form, and lose those of content.",
    },
  },
  presets: {
    quick: { seeds: 1, seconds: { node: 5, browser: 10 }, records: 60, distractors: 40 },
    full: { seeds: 5, seconds: { node: 60, browser: 150 }, records: 300, distractors: 40 },
  },
  smoke: { seeds: 1, seconds: { node: 1, browser: 2 }, records: 8, distractors: 6 },
  measures: ["compliance-value-gap", "modality-order", "longer-context-harder"],
  datasets: [],
  async *run(lab, { records, distractors }) {
    const draw = new Draw(random(lab.seed).stream("corpus"));
    const moves = random(lab.seed).stream("shuffles");
    const rows: Row[] = [];
    for (let at = 0; at < records; at++) {
      if (at % 10 === 0) yield lab.progress(at / records, `record ${at + 1} of ${records}`);
      const others = draw.below(distractors + 1);
      const { question, schema, truth, contexts } = sampleRecord(draw, others);
      for (const modality of modalities) {
        const context = contexts[modality];
        const scored = scorer({ schema, truth }, modality);
        const read = byRules({ question, schema, context });
        const answers: Record<(typeof extractors)[number], Json> = {
          rules: read,
          "rules, shuffled": shuffled(read, moves),
          minimal: minimal(schema),
        };
        const scores = Object.fromEntries(extractors.map((name) => [name, scored(answers[name])])) as Row["scores"];
        rows.push({ modality, length: context.length, others, scores });
      }
    }
    const of = (modality: Modality) => rows.filter((row) => row.modality === modality);
    const means = (some: readonly Row[], extractor: (typeof extractors)[number]) =>
      meanScores(some.map(({ scores }) => scores[extractor]));
    for (const [at, modality] of modalities.entries())
      for (const extractor of extractors) {
        const { schema_compliance, leaf_value_em } = means(of(modality), extractor);
        const y = at + 1;
        yield lab.point("Form and content", { series: `${extractor}: JSON pass`, x: 100 * schema_compliance, y });
        yield lab.point("Form and content", { series: `${extractor}: value accuracy`, x: 100 * leaf_value_em, y });
      }
    for (const extractor of extractors) {
      const scores = means(of("text"), extractor);
      for (const [at, name] of metrics.entries())
        yield lab.point("Seven scores", { series: extractor, x: 100 * scores[name], y: at + 1 });
    }

    // All three ways to write count alike; the answers by rules are the only ones that try.
    const overall = modalities.map((modality) => means(of(modality), "rules"));
    yield lab.measure(
      "compliance-value-gap",
      100 * mean(overall.map(({ schema_compliance, leaf_value_em }) => schema_compliance - leaf_value_em)),
    );
    const [text, image, audio] = overall.map(({ leaf_value_em }) => 100 * leaf_value_em);
    yield lab.measure("modality-order", Math.min(text - image, image - audio));
    yield lab.note(
      `value accuracy: article ${text.toFixed(1)} %, scanned page ${image.toFixed(1)} %, meeting ${audio.toFixed(1)} %`,
    );

    // Within each way of writing: meetings are longer than articles and harder for other reasons, too.
    const correlations = modalities.map((modality) => {
      const some = of(modality);
      return spearman(
        some.map(({ length }) => length),
        some.map(({ scores }) => scores.rules.leaf_value_em),
      );
    });
    yield lab.measure("longer-context-harder", mean(correlations));
    yield lab.note(
      `rank correlation of length and value accuracy: ${modalities.map((modality, at) => `${titles[modality]} ${correlations[at].toFixed(2)}`).join(", ")}`,
    );
    const stretch = (distractors + 1) / 5;
    for (const modality of modalities)
      for (let fifth = 0; fifth < 5; fifth++) {
        const part = of(modality).filter(({ others }) => Math.floor(others / stretch) === fifth);
        const y = part.length === 0 ? NaN : 100 * means(part, "rules").leaf_value_em;
        yield lab.point("Longer texts", { series: titles[modality], x: Math.round((fifth + 0.5) * stretch), y });
      }
  },
});
