/** Agents that play Catch: which net and optimizer, and how the rate is written down. */
import { adam, constantRate, warmupLinear, type Optimizer, type Schedule, type Scope } from "#engine";
import { actions, openAgent, type Agent, type AgentPlan } from "#lab/control/index";
import { feedForward, heLayer } from "#lab/nn/feed-forward/index";
import { isScaleFree, napNet, normalizeAndProject, normOf } from "../method.ts";

const net = { widths: [64, 64], outputs: actions } as const;
const plain: AgentPlan["net"] = (at, x) => feedForward(at, x, { ...net, layer: heLayer });
const normal: AgentPlan["net"] = (at, x) => napNet(at, x, net);

const kinds = {
  plain: { net: plain, optimizer: () => adam() },
  LN: { net: normal, optimizer: () => adam() },
  NaP: { net: normal, optimizer: () => normalizeAndProject(adam()) },
} as const satisfies Record<string, { net: AgentPlan["net"]; optimizer: () => Optimizer }>;

type WrittenRate = (peak: number, total: number) => Schedule;
const constant: WrittenRate = (peak) => constantRate(peak);
/** Down to 1 % of it in a line. */
const decay: WrittenRate = (peak, total) => warmupLinear({ peak, warmup: 0, total, minLearningRate: peak / 100 });

export const agentArms = {
  plain: { kind: "plain", written: constant },
  LN: { kind: "LN", written: constant },
  "LN, decay": { kind: "LN", written: decay },
  NaP: { kind: "NaP", written: constant },
  "NaP, decay": { kind: "NaP", written: decay },
} as const satisfies Record<string, { kind: keyof typeof kinds; written: WrittenRate }>;

export type AgentArm = keyof typeof agentArms;
export const agentArmNames = Object.keys(agentArms) as AgentArm[];
/** Nobody knows when the next game begins, and when the last one ends: the rate is constant. */
export const sequenceArms = ["plain", "LN", "NaP"] as const satisfies readonly AgentArm[];

const weightNorms = (scope: Scope) =>
  Object.fromEntries(
    scope.parameters
      .filter((spec) => isScaleFree(spec) && spec.shape[0] > 2)
      .map(({ name, tensor }) => [name, normOf(tensor)]),
  );

export interface AgentSettings {
  /** Updates in all. */
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
}

export function openArm(arm: AgentArm, { learningRate, ...settings }: AgentSettings): Promise<Agent> {
  const { kind, written } = agentArms[arm];
  const { net, optimizer } = kinds[kind];
  return openAgent({
    ...{ ...settings, net, optimizer: optimizer(), metrics: weightNorms },
    learningRate: written(learningRate, settings.steps),
  });
}
