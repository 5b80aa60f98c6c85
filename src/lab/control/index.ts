/** Control: a small game in four variants, and an agent that learns it. */
export { openAgent, valueLoss, type Agent, type AgentPlan, type AgentStep, type ValueNet } from "./agent.ts";
export { actions, boardSize, Catch, catchVariants, type CatchVariant, type Move } from "./catch.ts";
export { Replay, type Transitions } from "./replay.ts";
