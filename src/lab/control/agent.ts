/** A deep Q agent with a target net and double Q-learning on games of Catch, played side by side. Mnih et al. 2015; van Hasselt et al. 2016. */
import {
  detach,
  huber,
  initialize,
  input,
  random,
  Scope,
  where,
  type Initializer,
  type Shape,
  type Tensor,
  type Trainer,
} from "#engine";
import { Draw } from "../datasets/draw.ts";
import { openEvaluator } from "../measure/evaluator.ts";
import { openTraining, type TrainingSettings } from "../training/open-training.ts";
import { actions, boardSize, Catch, type CatchVariant } from "./catch.ts";
import { Replay } from "./replay.ts";

/** Values [batch, actions] of observations [batch, 100]. */
export type ValueNet = (at: Scope, observations: Tensor) => Tensor;

export interface AgentPlan extends TrainingSettings {
  readonly net: ValueNet;
  /** Games played side by side: so many moves come to one update. Default 16. */
  readonly games?: number;
  /** Transitions of an update. Default 64. */
  readonly batch?: number;
  /** Transitions that are kept. Default 2,000. */
  readonly memory?: number;
  /** Share of moves made at random. Default 0.1. */
  readonly exploration?: number;
  /** Default 0.95. */
  readonly discount?: number;
  /** Updates from one copy of the net into the target net to the next. Default 25. */
  readonly copyEvery?: number;
}

/** One move in every game, and one update. */
export interface AgentStep {
  /** Updates so far. */
  readonly step: number;
  /** Of the games that were over with this move. */
  readonly returns: readonly number[];
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Agent {
  readonly trainer: Trainer;
  /** Plays a variant for so many steps and learns on, from whatever it has learned. @throws DivergedError */
  play(variant: CatchVariant, steps: number): AsyncGenerator<AgentStep, void, void>;
  release(): Promise<void>;
}

const target = "target";

/**
 * Loss of a batch of transitions, huber(Q(s, a) - (r + discount Q'(s', argmax Q(s', .)))), Q' the target net: its parameters are states that take
 * the net's where the feed `copy` is 1 and stay where it is 0.
 */
export function valueLoss(net: ValueNet, { batch, discount }: { batch: number; discount: number }) {
  const scope = new Scope();
  const of = (name: string) => input(name, [batch, boardSize]);
  const chosen = net(scope, of("observations")).gatherElements(input("actions", [batch], "int32").unsqueeze(1), 1);
  const next = of("nextObservations");
  const best = detach(net(scope, next)).argmax(1);
  const after = net(statesOf(scope), next).gatherElements(best.cast("int32"), 1).squeeze(1);
  const wanted = input("rewards", [batch]).add(input("continues", [batch]).mul(after).mul(discount));
  const copy = input("copy", []);
  for (const { name, shape, tensor, init } of scope.parameters) {
    const state = scope.scope(target).state(name, shape, init);
    state.update(where(copy.greater(0.5), tensor, state.value));
  }
  return { scope, loss: huber(chosen.squeeze(1), detach(wanted)) };
}

/** The scope of the target net: what is a parameter elsewhere is a state there. */
const statesOf = (scope: Scope): Scope =>
  Object.create(scope.scope(target), {
    parameter: {
      value(this: Scope, name: string, shape: Shape, init: Initializer) {
        return this.state(name, shape, init).value;
      },
    },
  }) as Scope;

/** Compiles an agent. Release it when done. */
export async function openAgent(plan: AgentPlan): Promise<Agent> {
  const { net, seed, steps, learningRate, device, threads } = plan;
  const { games = 16, batch = 64, memory = 2_000, exploration = 0.1, discount = 0.95, copyEvery = 25 } = plan;
  const { scope, loss } = valueLoss(net, { batch, discount });
  const first = initialize(scope, seed);
  const copies = scope.parameters.map(({ name }) => [`${target}/${name}`, first[name]] as const);
  const parameters = { ...Object.fromEntries(copies), ...plan.parameters };
  const { trainer, release } = await openTraining({ scope, loss, feeds: () => ({}) }, { ...plan, parameters });
  const values = net(new Scope({ mode: "inference" }), input("observations", [games, boardSize]));
  const acting = await openEvaluator({ best: values.argmax(1) }, { device, threads, name: "acting" });
  const replay = new Replay(memory, boardSize);
  const streams = random(seed);
  const [explored, replayed] = [streams.stream("exploration"), streams.stream("replay")];
  let phases = 0;

  async function* play(variant: CatchVariant, moves: number): AsyncGenerator<AgentStep, void, void> {
    const phase = phases++;
    const boards = Array.from(
      { length: games },
      (_, game) => new Catch(variant, new Draw(streams.stream(`game ${game} of phase ${phase}`))),
    );
    const sums = new Float64Array(games);
    const observed = new Float32Array(games * boardSize);
    const next = new Float32Array(boardSize);
    const rowOf = (game: number) => observed.subarray(game * boardSize, (game + 1) * boardSize);
    for (const [game, board] of boards.entries()) board.observe(rowOf(game));
    for (let move = 0; move < moves; move++) {
      const { best } = await acting.run(trainer.parameters(), { observations: observed });
      // Drawn for every game whether they are needed or not, so that what is drawn does not depend on what is played.
      const [chances, others] = [explored.uniform(games), explored.integers(games, actions)];
      const returns: number[] = [];
      for (const [game, board] of boards.entries()) {
        const action = chances[game] < exploration ? others[game] : Number(best.data[game]);
        const { reward, isOver } = board.move(action);
        board.observe(next);
        replay.add(rowOf(game), action, reward, isOver, next);
        rowOf(game).set(next);
        sums[game] += reward;
        if (isOver) returns.push(sums[game]);
        if (isOver) sums[game] = 0;
      }
      const step = trainer.steps;
      const feeds = { ...replay.sample(batch, replayed), copy: Float32Array.of(step % copyEvery === 0 ? 1 : 0) };
      const { loss, ...metrics } = await trainer.step(feeds, { learningRate: learningRate(Math.min(step, steps - 1)) });
      yield { step: step + 1, returns, loss, metrics };
    }
  }
  return {
    trainer,
    play,
    async release() {
      await Promise.all([release(), acting.release()]);
    },
  };
}
