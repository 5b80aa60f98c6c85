/** Words of results in abstracts: what is measured, in which units, and which way it changed. */

/** "share": percent; "points"; "times": of what it was; "none": a number alone. */
export type UnitKind = "share" | "points" | "times" | "time" | "bytes" | "rate" | "energy" | "decibel" | "none";

/** As they are written, with capitals: a Mb is no mb. */
export const units: ReadonlyMap<string, UnitKind> = new Map(
  (
    [
      ["share", "% percent per-cent"],
      ["points", "points point pp pts percentage-points"],
      ["times", "x X × times fold -fold -times"],
      [
        "time",
        "ns µs μs us ms s sec secs second seconds milliseconds microseconds minute minutes min mins hour hours h days",
      ],
      ["bytes", "B KB kB MB GB TB KiB MiB GiB bytes kilobytes megabytes gigabytes"],
      ["rate", "fps FPS Hz kHz MHz GHz qps QPS Gbps Mbps kbps bps TOPS GOPS TFLOPS GFLOPS"],
      ["energy", "J mJ µJ nJ pJ W mW µW kW Wh kWh"],
      ["decibel", "dB dBs"],
    ] as const
  ).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind] as const)),
);

export interface Metric {
  readonly name: string;
  /** In lower case, or as they are always written: a WER is no "wer"; what is more than one word is looked for as such. */
  readonly words: readonly string[];
  readonly better: "higher" | "lower";
  /** What a value of it may be measured in; a change of it may always be a share or a factor. */
  readonly units: readonly UnitKind[];
  /** No value is larger, of a share in percent. */
  readonly most?: number;
}

const shares: Pick<Metric, "better" | "units" | "most"> = {
  better: "higher",
  units: ["share", "points", "none"],
  most: 100,
};
const metric = (name: string, words: string, rest: Omit<Metric, "name" | "words">): Metric => ({
  name,
  words: words.split("; "),
  ...rest,
});

export const metrics: readonly Metric[] = [
  metric(
    "accuracy",
    "accuracy; accuracies; accuracy score; top-1; top-5; exact match; recognition rate; detection rate; classification rate; success rate; success rates; hit rate",
    shares,
  ),
  metric("precision", "precision", shares),
  metric("recall", "recall; sensitivity; true positive rate", shares),
  metric("specificity", "specificity", shares),
  metric(
    "F1",
    "F1; F1s; f1; F1 score; F1 scores; f1-score; f1-scores; f1-measure; f-score; f-scores; f-measure; micro-f1; macro-f1",
    shares,
  ),
  metric("attachment score", "UAS; LAS", shares),
  metric("AUC", "AUC; AUROC; AUPRC; roc-auc; area under the curve", shares),
  metric("average precision", "mAP; MAP; average precision; mean average precision", shares),
  metric("overlap", "IoU; IOU; mIoU; dice; dice score; jaccard; DSC", shares),
  metric("rank", "MRR; MRR score; nDCG; NDCG; mean reciprocal rank", shares),
  metric("BLEU", "BLEU; BLEU-4; BLEU score; BLEU scores", shares),
  metric("ROUGE", "ROUGE; ROUGE-L; ROUGE score; ROUGE scores", shares),
  metric("score", "score; scores; METEOR; CIDEr; chrF; COMET; MOS; agreement", { ...shares, most: undefined }),
  metric("correlation", "correlation; correlations; pearson; spearman; kappa", {
    ...{ better: "higher", units: ["none", "share"], most: 1 },
  }),
  metric("signal-to-noise ratio", "PSNR; SNR; SDR; SI-SDR", { better: "higher", units: ["decibel", "none"] }),
  metric(
    "error",
    "error; errors; error rate; error rates; WER; CER; PER; EER; TER; RMSE; MAE; MSE; MAPE; false positive rate; false alarm rate",
    { ...shares, better: "lower" },
  ),
  metric("perplexity", "perplexity; perplexities; PPL", { better: "lower", units: ["none", "points"] }),
  metric("loss", "loss; losses; regret", { better: "lower", units: ["none"] }),
  metric("speed", "speed; speedup; speedups; speed-up; speed-ups; throughput; frame rate; acceleration", {
    ...{ better: "higher", units: ["times", "rate"] },
  }),
  metric(
    "time",
    "time; latency; latencies; runtime; runtimes; run-time; running time; training time; inference time; execution time; delay; delays; response time",
    { better: "lower", units: ["time"] },
  ),
  metric("memory", "memory; storage; footprint; model size; disk space", { better: "lower", units: ["bytes"] }),
  metric("parameters", "parameter; parameters", { better: "lower", units: [] }),
  metric("computation", "FLOPs; FLOPS; MACs; computation; computations; computational cost; multiplications", {
    ...{ better: "lower", units: [] },
  }),
  metric("energy", "energy; power; energy consumption; power consumption", { better: "lower", units: ["energy"] }),
  metric("cost", "cost; costs; overhead; overheads; bandwidth; traffic; bitrate; bit-rate; BD-rate", {
    ...{ better: "lower", units: ["rate", "time"] },
  }),
  metric("compression", "compression; compression ratio; compression rate", { better: "higher", units: ["times"] }),
  metric("performance", "performance; efficiency; quality; effectiveness", {
    better: "higher",
    units: ["share", "points"],
  }),
];

/** Which way something went: "better" is the metric's own way. */
export type Way = "higher" | "lower" | "better" | "worse";

export interface Direction {
  readonly way: Way;
  /** What the word itself speaks of: "faster" of speed. */
  readonly metric?: string;
}

const directions: readonly (readonly [Direction, string])[] = [
  [
    { way: "better" },
    "improve improves improved improving improvement improvements better gain gains boost boosts boosted boosting enhance enhances enhanced enhancing superior",
  ],
  [
    { way: "better", metric: "performance" },
    "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing exceed exceeds exceeded exceeding beats",
  ],
  [{ way: "worse" }, "degrade degrades degraded degradation worse deteriorates"],
  [
    { way: "higher" },
    "increase increases increased increasing higher greater larger more raise raises raised raising rises rise grows growth",
  ],
  [
    { way: "lower" },
    "reduce reduces reduced reducing reduction reductions decrease decreases decreased decreasing lower lowers lowered lowering fewer less drop drops dropped falls fell save saves saved saving savings cut cuts cutting decline declines shrink shrinks minimizes",
  ],
  [
    { way: "higher", metric: "speed" },
    "faster speedup speedups speed-up speed-ups quicker accelerate accelerates accelerated accelerating",
  ],
  [{ way: "lower", metric: "speed" }, "slower slowdown"],
  [{ way: "lower", metric: "time" }, "shorter"],
  [{ way: "lower", metric: "memory" }, "smaller compress compresses compressed compressing compact"],
  [{ way: "lower", metric: "cost" }, "cheaper"],
];

export const directionOf: ReadonlyMap<string, Direction> = new Map(
  directions.flatMap(([direction, words]) => words.split(" ").map((word) => [word, direction] as const)),
);

/** Verbs that say what was reached. */
export const reaches: ReadonlySet<string> = new Set(
  "achieve achieves achieved achieving obtain obtains obtained obtaining reach reaches reached reaching attain attains attained attaining yield yields yielded yielding get gets report reports reported scores scored is was are were with has having".split(
    " ",
  ),
);

const named = new Map(metrics.map((one) => [one.name, one]));
export const metricNamed = (name: string): Metric => named.get(name)!;

const wordsOf = new Map<string, { metric: Metric; words: readonly string[] }[]>();
for (const one of metrics)
  for (const phrase of one.words) {
    const words = phrase.split(" ");
    const held = wordsOf.get(words[0]) ?? [];
    // The longest first: "error rate" before "error".
    wordsOf.set(
      words[0],
      [...held, { metric: one, words }].sort((a, b) => b.words.length - a.words.length),
    );
  }

/** The metric that is named from a word on, with the number of its words. */
export function metricAt(words: readonly string[], at: number): { metric: Metric; length: number } | null {
  const found = (wordsOf.get(words[at]) ?? wordsOf.get(words[at].toLowerCase()))?.find(({ words: phrase }) =>
    phrase.every((word, next) => next === 0 || words[at + next]?.toLowerCase() === word),
  );
  return found ? { metric: found.metric, length: found.words.length } : null;
}
