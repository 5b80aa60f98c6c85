/** Every arm of a part trained and asked: what the measures and pictures are made of. */
import type { Parameters } from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { domains, type Domain, type Library } from "./documents.ts";
import { gapsIn, type Exam, type Gap } from "./exam.ts";
import { infill, rightMiddles, withOtherEnds, type Format } from "./infill.ts";
import { arms, dataOf, type ArmName, type Part } from "./objectives.ts";
import type { CodeGenLab, Settings } from "./settings.ts";
import type { Trainers } from "./training.ts";

/** How an arm is asked for the middle of a document: as it was trained, or by what stands before. */
const formatOf = (name: ArmName): Format =>
  name === "PSM infill" ? "middle" : name.startsWith("mixture") ? "spans" : "before";

/** What a model does with gaps in records. */
export interface Filling {
  /** Bits per byte of the middles. */
  readonly bits: number;
  /** The same with the ends of other documents behind the gaps. */
  readonly otherEnds: number;
  /** Bits per byte of gaps in code, and the same with other ends. */
  readonly code: number;
  readonly codeOtherEnds: number;
  /** Gaps that always taking the likeliest token fills with just what was there, in percent. */
  readonly written: number;
  /** Likelihood of stopping where a gap ends and nowhere before, in percent. */
  readonly stop: number;
  /** The same where the document stands in a window with others. */
  readonly stopInWindow: number;
  /** Gaps whose true middle is found among four, in percent. */
  readonly rightMiddles: number;
}

/** NaN: the arm diverged, or was not asked. */
export interface Result extends Filling {
  /** Bits per byte of unseen text from left to right. */
  readonly leftToRight: Readonly<Record<Domain, number>>;
  /** Of the last quarter of sequences of unseen code: with the prefix that the arm was trained with, or without, whichever is less. */
  readonly goingOn: number;
  /** Share of the tokens that had loss. */
  readonly counted: number;
}

const unasked: Filling = {
  ...{ bits: NaN, otherEnds: NaN, code: NaN, codeOtherEnds: NaN },
  ...{ written: NaN, stop: NaN, stopInWindow: NaN, rightMiddles: NaN },
};

/** What code, prose, and both are compared by: one objective on three data sets. */
export const domainArms: readonly ArmName[] = ["mixture", "mixture, prose", "mixture, both"];

export interface Bench {
  readonly books: Library;
  readonly trainers: Trainers;
  readonly exam: Exam;
  readonly rateOf: (part: Part, name: ArmName) => number;
}

export async function* resultsOf(
  lab: CodeGenLab,
  part: Part,
  { shape, batches, parts }: Settings,
  { books, trainers, exam, rateOf }: Bench,
): AsyncGenerator<LabEvent, Map<ArmName, Result>, void> {
  const { arms: names, steps } = parts[part];
  const found = new Map<ArmName, Result>();
  const gapsOf = (kind: "code" | "records") => gapsIn(books, kind, batches * shape.batch);
  for (const [at, name] of names.entries()) {
    const own = withProgressRange(lab, at / names.length, (at + 1) / names.length);
    const plan = { steps, learningRate: rateOf(part, name), data: dataOf(part, arms[name]) };
    const { weights, counted } = yield* trainers.train(withProgressRange(own, 0, 0.9), arms[name], plan);
    const leftToRight = { code: NaN, prose: NaN };
    let [filling, goingOn] = [unasked, NaN];
    if (weights === null) yield lab.note(`${name} diverged`);
    else {
      for (const domain of part === "text" && domainArms.includes(name) ? domains : (["code"] as const)) {
        yield own.progress(0.9, `${name}: unseen ${domain}`);
        leftToRight[domain] = await exam.leftToRight(weights, domain);
      }
      if (part === "text") goingOn = await exam.goingOn(weights, "code", arms[name]);
      else {
        yield own.progress(0.94, `${name}: gaps`);
        filling = await fill(name, weights, { records: gapsOf("records"), code: gapsOf("code") }, { exam, books });
      }
    }
    found.set(name, { leftToRight, goingOn, counted, ...filling });
  }
  return found;
}

async function fill(
  name: ArmName,
  weights: Parameters,
  { records, code }: Readonly<Record<"records" | "code", readonly Gap[]>>,
  { exam, books }: Pick<Bench, "exam" | "books">,
): Promise<Filling> {
  const format = formatOf(name);
  const ask = (gaps: readonly Gap[], as = format) => infill(exam, weights, gaps, books, as);
  const reads = format !== "before";
  // Four questions each: half of the gaps are enough.
  const few = records.filter((_, at) => at % 2 === 0);
  return {
    ...(await ask(records)),
    otherEnds: reads ? (await ask(withOtherEnds(records))).bits : NaN,
    code: (await ask(code)).bits,
    codeOtherEnds: reads ? (await ask(withOtherEnds(code))).bits : NaN,
    stopInWindow: name === "mixture, across files" ? (await ask(records, "spans in a window")).stop : NaN,
    rightMiddles: await rightMiddles(exam, weights, few, books, format),
  };
}
