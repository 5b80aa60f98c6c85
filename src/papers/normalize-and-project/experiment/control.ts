/** Agents on one game, and on four that follow each other twice: several of every kind in each seed, whose mean is one value. */
import { catchVariants, type CatchVariant } from "#lab/control/index";
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { effectiveRate } from "../method.ts";
import { agentArmNames, sequenceArms, type AgentArm } from "./agents.ts";
import { lateReturn, playAll, singleGame, type Played } from "./playing.ts";
import { bestOf, learningRateOf } from "./rates.ts";
import { repeatSeed, type NapLab, type Settings } from "./settings.ts";

const sequence = Object.keys(catchVariants) as CatchVariant[];

/** The last of so many equal parts of a list and those before it, each as its mean. */
const binned = (values: readonly number[], bins: number): number[] =>
  Array.from({ length: bins }, (_, bin) => {
    const part = values.slice(Math.floor((bin * values.length) / bins), Math.floor(((bin + 1) * values.length) / bins));
    return mean(part);
  });

export async function* controlPart(lab: NapLab, { control }: Settings): AsyncGenerator<LabEvent, void, void> {
  const { single, phase, visits, replicates } = control;
  const games = Array.from({ length: visits }, () => sequence).flat();
  const works = [
    ...agentArmNames.map((arm) => ({ arm, games: [singleGame], phase: single, part: "single" as const })),
    ...sequenceArms.map((arm) => ({ arm, games, phase, part: "sequence" as const })),
  ];
  const agentsOf = ({ arm, part }: (typeof works)[number]) => (arm === "plain" ? 1 : replicates[part]);
  const all = works.reduce((sum, work) => sum + work.games.length * work.phase * agentsOf(work), 0);
  const played = new Map<string, Played[]>();
  let before = 0;
  for (const work of works)
    for (let replicate = 0; replicate < agentsOf(work); replicate++) {
      const { arm, games, phase, part } = work;
      const settings = { phase, seed: repeatSeed(lab.seed, replicate), learningRate: learningRateOf("control", arm) };
      const agent = playAll(arm, games, { ...settings, threads: lab.threads });
      const length = games.length * phase;
      for (;;) {
        const next = await agent.next();
        if (next.done) {
          const key = `${part} ${arm}`;
          played.set(key, [...(played.get(key) ?? []), next.value]);
          break;
        }
        yield lab.progress((before + next.value * length) / all, `${arm} plays Catch, ${part}`);
      }
      before += length;
    }

  const late = (arm: AgentArm) => mean(played.get(`single ${arm}`)!.map(lateReturn));
  const [best, rival] = [bestOf("control", ["NaP, decay", "NaP"]), bestOf("control", ["LN, decay", "LN"])];
  yield lab.measure("atari-single", late(best) - late(rival));
  const decayBrings = (kind: "NaP" | "LN") => late(`${kind}, decay`) - late(kind);
  // A falling rate helps any training to end well: what counts is how much more it helps where nothing else makes the rate fall.
  yield lab.measure("schedule-analysis", decayBrings("NaP") - decayBrings("LN"));
  const throughout = (arm: AgentArm) =>
    mean(played.get(`sequence ${arm}`)!.flatMap(({ returns }) => returns.map(mean)));
  yield lab.measure("atari-sequential", throughout("NaP") - throughout("LN"));
  yield lab.note(
    `late return on one game: ${agentArmNames.map((arm) => `${arm} ${late(arm).toFixed(2)}`).join(", ")}; the single game's claim compares ${best} with ${rival}. A decay written down brings LN ${decayBrings("LN").toFixed(2)}, NaP ${decayBrings("NaP").toFixed(2)}`,
  );
  yield lab.note(
    `return over the sequence: ${sequenceArms.map((arm) => `${arm} ${throughout(arm).toFixed(2)}`).join(", ")}; on the last visit of each: ${sequenceArms.map((arm) => `${arm} ${mean(played.get(`sequence ${arm}`)!.flatMap(({ returns }) => returns.slice(-sequence.length).map(mean))).toFixed(2)}`).join(", ")}`,
  );
  if (lab.seed <= 3) yield* drawn(lab, played);
}

function* drawn(lab: NapLab, played: ReadonlyMap<string, readonly Played[]>): Generator<LabEvent, void, void> {
  const bins = 8;
  for (const series of agentArmNames) {
    const runs = played.get(`single ${series}`)!.map(({ returns: [returns] }) => binned(returns, bins));
    for (let bin = 0; bin < bins; bin++)
      yield lab.point("One game", { series, x: (bin + 1) / bins, y: mean(runs.map((run) => run[bin])) });
  }
  for (const series of sequenceArms) {
    const runs = played.get(`sequence ${series}`)!;
    for (const at of runs[0].returns.keys()) {
      for (const half of [0, 1])
        yield lab.point("Games in sequence", {
          ...{ series, x: at + half / 2 + 0.5 },
          y: mean(runs.map(({ returns }) => binned(returns[at], 2)[half])),
        });
      if (series !== "plain")
        yield lab.point("Rate of the agent", {
          ...{ series, x: at + 1 },
          y: mean(runs.map(({ growth }) => effectiveRate(growth[at], "scale-free"))),
        });
    }
  }
}
