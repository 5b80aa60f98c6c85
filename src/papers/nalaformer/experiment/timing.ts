/** Attention alone, without anything around it, for more and more tokens: exponents of its time, and where linear attention overtakes softmax. */
import { input, random } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { median, slope } from "#lab/measure/statistics";
import { inferenceArm, timedPart, twinOf } from "#lab/measure/timing";
import { kernels, type KernelName } from "./kernels.ts";
import { isDrawn, type NalaLab, type Settings } from "./settings.ts";

const timed: readonly KernelName[] = ["softmax", "ReLU", "NaLa A"];
const [heads, size] = [4, 16];
const nameOf = (kernel: KernelName, tokens: number) => `${kernel}, ${tokens} tokens`;

export async function* timingPart(lab: NalaLab, { timing }: Settings): AsyncGenerator<LabEvent, void, void> {
  const { device, threads } = lab;
  const { tokens: lengths, rounds } = timing;
  const longest = Math.max(...lengths);
  // As many images at once as have the most tokens together, or the short ones would be over before the clock ticks.
  const together = (tokens: number) => Math.floor(longest / tokens);
  const arms = lengths.flatMap((tokens) => {
    const shape = [together(tokens), heads, tokens, size];
    const names = ["q", "k", "v"];
    const feeds = Object.fromEntries(
      names.map((name) => [
        name,
        random(1)
          .stream(`timing: ${name}`)
          .normal(shape.reduce((a, b) => a * b)),
      ]),
    );
    const [q, k, v] = names.map((name) => input(name, shape));
    return timed.map((kernel) =>
      inferenceArm(nameOf(kernel, tokens), { outputs: { y: kernels[kernel].mix(q, k, v) }, feeds, device, threads }),
    );
  });
  const names = lengths.map((tokens) => nameOf("NaLa A", tokens));
  const timings = yield* timedPart(lab, arms, { baseline: names[0], twins: names.slice(1), rounds }, "attention");
  /** Of one image. */
  const time = (name: string, tokens: number) => median([...timings[name]]) / together(tokens);
  const exponent = (of: (tokens: number) => string) => exponentOf(lengths, (tokens) => time(of(tokens), tokens));
  const own = (tokens: number) => nameOf("NaLa A", tokens);
  yield lab.measure("linear-cost", exponent(own), { twin: exponent((tokens) => twinOf(own(tokens))) - exponent(own) });
  const ms = (kernel: KernelName, tokens: number) => time(nameOf(kernel, tokens), tokens);
  if (isDrawn(lab))
    for (const kernel of timed)
      for (const tokens of lengths)
        yield lab.point("Time by tokens", { series: kernel, x: tokens, y: ms(kernel, tokens) });
  const cheaper = (kernel: KernelName) =>
    lengths.find((_, at) => lengths.slice(at).every((tokens) => ms(kernel, tokens) < ms("softmax", tokens)));
  const crossing = (kernel: KernelName) =>
    cheaper(kernel) ? `from ${cheaper(kernel)} tokens on` : "at none of these lengths";
  yield lab.note(
    `exponent of time in tokens, upper half of the lengths: ${timed.map((kernel) => `${kernel} ${exponent((tokens) => nameOf(kernel, tokens)).toFixed(2)}`).join(", ")}; ` +
      `faster than softmax on this machine: ReLU ${crossing("ReLU")}, NaLa A ${crossing("NaLa A")}; ` +
      `numbers kept for ${longest} tokens and head: softmax ${longest ** 2}, NaLa A ${2 * size * size}`,
  );
}

/** Slope of log time over log tokens in the upper half of the lengths: below, what is linear in softmax hides what is not. */
function exponentOf(lengths: readonly number[], time: (tokens: number) => number): number {
  const upper = lengths.slice(Math.floor(lengths.length / 2) - 1);
  return slope(upper.map((tokens) => [Math.log(tokens), Math.log(time(tokens))] as const));
}
