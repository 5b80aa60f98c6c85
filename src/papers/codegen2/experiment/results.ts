/** Every arm of a part trained and asked: what the measures and pictures are made of. */
import type { Parameters } from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { domains, type Domain, type Library } from "./documents.ts";
import { gapsIn, type Exam, type Gap } from "./exam.ts";
import { infill, rightMiddles, withOtherEnds, type Format } from "./infill.ts";
import { arms, type ArmName, type Part } from "./objectives.ts";
import type { CodeGenLab, Settings } from "./settings.ts";
import type { Trainers } from "./training.ts";

/** How an arm is asked for the middle of a document: as it was trained, or by what stands before. */
const formatOf = (name: ArmName): Format =>
  name === "PSM infill" ? "middle" : name.startsWith("mixture") ? "spans" : "before";

/** What a model does with a gap. */
export interface Filling {
  /** Bits per byte of the middles. */
  readonly bits: number;
  /** The same with the ends of other documents behind the gaps. */
  readonly otherEnds: number;
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
  /** Share of the tokens that had loss. */
  readonly counted: number;
}

const unasked: Filling = { bits: NaN, otherEnds: NaN, stop: NaN, stopInWindow: NaN, rightMiddles: NaN };

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
  const gaps = gapsIn(books.documents.test.code, batches * shape.batch);
  for (const [at, name] of names.entries()) {
    const own = withProgressRange(lab, at / names.length, (at + 1) / names.length);
    const plan = { steps, learningRate: rateOf(part, name) };
    const { weights, counted } = yield* trainers.train(withProgressRange(own, 0, 0.9), arms[name], plan);
    const leftToRight = { code: NaN, prose: NaN };
    let filling = unasked;
    if (weights === null) yield lab.note(`${name} diverged`);
    else {
      for (const domain of part === "text" && domainArms.includes(name) ? domains : (["code"] as const)) {
        yield own.progress(0.9, `${name}: unseen ${domain}`);
        leftToRight[domain] = await exam.leftToRight(weights, domain);
      }
      yield own.progress(0.94, `${name}: gaps`);
      if (part === "gaps") filling = await fill(name, weights, gaps, { exam, books });
    }
    found.set(name, { leftToRight, counted, ...filling });
  }
  return found;
}

async function fill(
  name: ArmName,
  weights: Parameters,
  gaps: readonly Gap[],
  { exam, books }: Pick<Bench, "exam" | "books">,
): Promise<Filling> {
  const ask = (format: Format, some = gaps) => infill(exam, weights, some, books, format);
  const format = formatOf(name);
  const { bits, stop } = await ask(format);
  // Four questions each: half of the gaps are enough.
  const few = gaps.filter((_, at) => at % 2 === 0);
  return {
    ...{ bits, stop },
    otherEnds: name === "mixture" ? (await ask(format, withOtherEnds(gaps))).bits : NaN,
    stopInWindow: name === "mixture, across files" ? (await ask("spans in a window")).stop : NaN,
    rightMiddles: await rightMiddles(exam, weights, few, books, format),
  };
}
