/** Time per word: every system over the same words of all scripts, half of them badly typed, a call for each word. */
import type { LabEvent } from "#lab/kit/index";
import { median } from "#lab/measure/statistics";
import { timedPart, timeRatio, twinOf, type TimedArm } from "#lab/measure/timing";
import { systems, systemsFor, type IndicLab, type Settings, type System } from "./settings.ts";
import type { Script } from "../scripts.ts";

const peer = "IndicNLP";
const arms: readonly (System | "ASCII")[] = [...systems, "ASCII"];

export async function* speedPart(
  lab: IndicLab,
  { rounds }: Settings,
  words: ReadonlyMap<Script, readonly string[]>,
): AsyncGenerator<LabEvent, void, void> {
  const count = [...words.values()].reduce((sum, some) => sum + some.length, 0);
  const ascii = [...words.values()].flat().map((word) => "x".repeat(word.length));
  const armOf = (name: System | "ASCII"): TimedArm => ({
    name,
    async open() {
      const work =
        name === "ASCII"
          ? [{ normalize: systemsFor([...words.keys()][0])["safe profile"], some: ascii }]
          : [...words].map(([script, some]) => ({ normalize: systemsFor(script)[name], some }));
      let length = 0;
      return {
        async run() {
          for (const { normalize, some } of work) for (const word of some) length += normalize(word).length;
          return length;
        },
        async release() {},
      };
    },
  });
  const timings = yield* timedPart(lab, arms.map(armOf), { baseline: peer, rounds }, "a word");
  const twin = timeRatio(timings, twinOf(peer), peer).median;
  for (const [claim, arm] of [
    ["more-efficient", "authors' rules"],
    ["more-efficient-safe", "safe profile"],
  ] as const)
    yield lab.measure(claim, timeRatio(timings, peer, arm).median, { twin });
  const micros = arms.map((arm) => `${arm} ${((1_000 * median(timings[arm])) / count).toFixed(2)}`);
  yield lab.note(`microseconds a word: ${micros.join(", ")}`);
}
