import { expect, test } from "vitest";
import { drain } from "../kit/index.ts";
import { inTurns } from "./in-turns.ts";

const ended: string[] = [];

async function* work(name: string, steps: number): AsyncGenerator<string, string, void> {
  try {
    for (let step = 1; step <= steps; step++) {
      yield `${name}${step}`;
      yield "aside";
    }
    return name;
  } finally {
    ended.push(name);
  }
}

const seen = async (turn: number) => {
  const events: string[] = [];
  const works = [work("a", 3), work("b", 1), work("c", 2)];
  const results = await drain(
    inTurns(works, turn, (event) => event !== "aside"),
    (event) => {
      if (event !== "aside") events.push(event);
    },
  );
  return { events, results };
};

test("works take turns, and an ended one is passed over; results stand in the order of the works", async () => {
  expect(await seen(1)).toEqual({ events: ["a1", "b1", "c1", "a2", "c2", "a3"], results: ["a", "b", "c"] });
  expect((await seen(2)).events).toEqual(["a1", "a2", "b1", "c1", "c2", "a3"]);
  expect((await seen(Infinity)).events).toEqual(["a1", "a2", "a3", "b1", "c1", "c2"]);
});

test("left early, all works that began are ended", async () => {
  ended.length = 0;
  for await (const event of inTurns([work("a", 3), work("b", 3), work("c", 3)], 1, () => true))
    if (event === "b1") break;
  expect(ended).toEqual(["a", "b"]);
});

test("what a work throws ends the others, too", async () => {
  ended.length = 0;
  async function* broken(): AsyncGenerator<string, string, void> {
    yield "x";
    throw new Error("broken");
  }
  await expect(
    drain(
      inTurns([work("a", 3), broken()], 1, () => true),
      () => {},
    ),
  ).rejects.toThrow("broken");
  expect(ended).toEqual(["a"]);
});
