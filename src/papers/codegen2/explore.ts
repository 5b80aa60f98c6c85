/** One line of code as a model is fed it: which of its words are masked, and where they stand in the sequence. */
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { explore, inWords } from "#lab/kit/index";
import { corrupted, drawSpans, dynamicSpans, plain, reordered, specialTokens, type Piece } from "./method.ts";
import paper from "./paper.ts";

/** Words and signs stand for tokens. */
const line = "const spans = ratios.map((ratio) => drawSpans(draw, length, { ratio, longest, masks }));";
const words = line.match(/\w+|[^\w\s]/g)!;
const special = specialTokens(words.length);
/** By token: the words, then the special tokens in their order. */
const names = [...words, "EOT", "<sep>", "<eom>", "<PRE>", "<SUF>", "<MID>", ...special.masks.map((_, at) => `<mask_${at + 1}>`)]; // prettier-ignore

export default explore(paper, {
  intro:
    "Half of the training sequences are plain text, the other half look like this: some words are cut out, a mask stands in the place of each cut, and the words follow at the end. Nothing says beforehand which kind a sequence is. Raise the share that is masked, or draw other spans.",
  inputs: {
    format: {
      kind: "choice",
      label: "Format",
      options: {
        spans: "span corruption, as CodeGen2 has it",
        reordered: "one middle at the end (PSM)",
        plain: "plain",
      },
      default: "spans",
    },
    share: { kind: "number", label: "Share that is masked", unit: "%", min: 10, max: 50, step: 5, default: 30 },
    draw: { kind: "number", label: "Draw", min: 1, max: 20, step: 1, default: 1 },
  },
  charts: {
    "The sequence": {
      x: { label: "Place in the sequence" },
      y: { label: "Place in the document" },
      mark: "dots",
      caption:
        "Plain text would be one diagonal. What leaves it was cut out and moved to the end; special tokens stand at 0.",
    },
  },
  compute({ format, share, draw: seed }) {
    const document = words.map((_, at) => at);
    const draw = new Draw(random(seed).stream("spans"));
    const ratio = [share / 100, share / 100] as const;
    const spans = drawSpans(draw, document.length, { ...dynamicSpans, ratio });
    const size = Math.round(ratio[0] * document.length);
    const start = Math.min(spans[0].start, document.length - size);
    const piece: Piece =
      format === "plain"
        ? plain(document, special)
        : format === "spans"
          ? corrupted(document, spans, special)
          : reordered(document, { start, end: start + size }, special);
    const points = piece.tokens.map((token, at) => ({
      chart: "The sequence" as const,
      series: token >= words.length ? "special" : at < piece.prefix || format === "plain" ? "in its place" : "moved to the end", // prettier-ignore
      x: at + 1,
      y: token >= words.length ? 0 : token + 1,
    }));
    const moved = points.filter(({ series }) => series === "moved to the end").length;
    return {
      points,
      statement: `${document.length} words make ${piece.tokens.length} tokens, ${inWords((100 * moved) / document.length)} % of the words are moved: ${piece.tokens.map((token) => names[token]).join(" ")} .`,
    };
  },
});
