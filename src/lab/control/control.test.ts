import { describe, expect, test } from "vitest";
import { adam, constantRate, linear, random } from "#engine";
import { Draw } from "../datasets/draw.ts";
import { heLayer } from "../nn/feed-forward/index.ts";
import { mean } from "../measure/statistics.ts";
import { boardSize, Catch, catchVariants, openAgent, Replay, valueLoss, type CatchVariant } from "./index.ts";

const names = Object.keys(catchVariants) as CatchVariant[];
const open = (variant: CatchVariant) => new Catch(variant, new Draw(random(1).stream("balls")));

/** Moves towards the lowest ball, as the board shows it. */
function follow(game: Catch, isMirrored: boolean): { reward: number; isOver: boolean } {
  const board = new Float32Array(boardSize);
  game.observe(board);
  const lit = [...board.keys()].filter((at) => board[at] !== 0);
  const balls = lit.filter((at) => at < boardSize - 10);
  const [ball, paddle] = [balls.at(-1)! % 10, lit.at(-1)! % 10];
  return game.move(1 + Math.sign(ball - paddle) * (isMirrored ? -1 : 1));
}

function returnsOf(game: Catch, games: number, play: (game: Catch) => ReturnType<Catch["move"]>): number[] {
  const returns = [0];
  while (returns.length <= games) {
    const { reward, isOver } = play(game);
    returns[returns.length - 1] += reward;
    if (isOver) returns.push(0);
  }
  return returns.slice(0, games);
}

describe("Catch", () => {
  test.each(names)("with %s can always be won by who goes where the ball falls", (name) => {
    const returns = returnsOf(open(name), 200, (game) => follow(game, name === "mirrored"));
    expect(returns.every((value) => Math.abs(value - 1) < 1e-9)).toBe(true);
  });
  test("is lost at nine of ten columns by who stays, and by who plays mirrored controls as if they were not", () => {
    expect(mean(returnsOf(open("normal"), 1000, (game) => game.move(1)))).toBeCloseTo(-0.8, 1);
    expect(mean(returnsOf(open("mirrored"), 200, (game) => follow(game, false)))).toBeLessThan(-0.5);
  });
  test("shows one ball and the paddle, negative where it is inverted", () => {
    const board = new Float32Array(boardSize);
    for (const [name, value] of [
      ["normal", 1],
      ["inverted", -1],
    ] as const) {
      // prettier-ignore
      open(name).observe(board);
      expect(board.filter((pixel) => pixel === value)).toHaveLength(2);
      expect(board.filter((pixel) => pixel === 0)).toHaveLength(98);
    }
  });
  test("drops the same balls whatever is played", () => {
    const [one, other] = [open("two balls"), open("two balls")];
    const [a, b] = [new Float32Array(boardSize), new Float32Array(boardSize)];
    for (let move = 0; move < 60; move++) {
      one.move(0);
      other.move(2);
      one.observe(a);
      other.observe(b);
      expect([...a.subarray(0, 90)]).toEqual([...b.subarray(0, 90)]);
    }
  });
});

test("replay gives whole transitions, and forgets the oldest", () => {
  const replay = new Replay(3, 2);
  expect(() => replay.sample(1, random(1).stream("s"))).toThrow("nothing to replay");
  for (const at of [1, 2, 3, 4]) replay.add(Float32Array.of(at, at), at % 3, at, at === 4, Float32Array.of(-at, -at));
  const { observations, actions, rewards, continues, nextObservations } = replay.sample(64, random(1).stream("s"));
  expect(new Set(rewards)).toEqual(new Set([2, 3, 4]));
  for (const [row, reward] of rewards.entries()) {
    expect([...observations.subarray(2 * row, 2 * row + 2)]).toEqual([reward, reward]);
    expect([...nextObservations.subarray(2 * row, 2 * row + 2)]).toEqual([-reward, -reward]);
    expect([actions[row], continues[row]]).toEqual([reward % 3, reward === 4 ? 0 : 1]);
  }
});

test("the target net is the net of the last copy, and what is wanted is that of double Q-learning", async () => {
  const agent = await openAgent({
    net: (at, x) => linear(at, x, 3),
    ...{ optimizer: adam(), learningRate: constantRate(1e-2), steps: 7, seed: 1, threads: 1, copyEvery: 3 },
  });
  const seen: Float32Array[] = [await agent.trainer.snapshot().then(({ weight }) => weight)];
  for await (const { step } of agent.play("normal", 7)) {
    const { weight, "target/weight": target } = await agent.trainer.snapshot();
    seen.push(weight);
    // The copy is of the net before the update of that step: 0, 3 and 6.
    expect(target).toEqual(seen[3 * Math.floor((step - 1) / 3)]);
  }
  await agent.release();
  const { scope } = valueLoss((at, x) => linear(at, x, 3), { batch: 2, discount: 0.5 });
  expect(scope.states.map(({ name }) => name)).toEqual(["target/weight", "target/bias"]);
});

test("an agent learns to catch, and plays the same games for the same seed", async () => {
  const play = async (steps: number) => {
    const returns: number[] = [];
    const agent = await openAgent({
      net: (at, x) => linear(at.scope("out"), heLayer(at.scope("in"), x, 64), 3),
      ...{ optimizer: adam(), learningRate: constantRate(5e-3), steps, seed: 1, threads: 1 },
    });
    for await (const step of agent.play("normal", steps)) returns.push(...step.returns);
    await agent.release();
    return returns;
  };
  const returns = await play(500);
  expect(mean(returns.slice(0, 200))).toBeLessThan(-0.4);
  expect(mean(returns.slice(-200))).toBeGreaterThan(-0.2);
  const again = await play(50);
  expect(again.length).toBeGreaterThan(50);
  expect(again).toEqual(returns.slice(0, again.length));
});
