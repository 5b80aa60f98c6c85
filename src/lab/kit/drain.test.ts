import { expect, test } from "vitest";
import { drain, relay } from "./drain.ts";

let released = 0;
async function* work() {
  try {
    yield 1;
    await Promise.resolve();
    yield 2;
    return "result";
  } finally {
    released++;
  }
}

test("drain shows every event in order and returns the result", async () => {
  const seen: number[] = [];
  expect(await drain(work(), (event) => seen.push(event))).toBe("result");
  expect(seen).toEqual([1, 2]);
});

test("relay passes on what is made of each event, and returns the result", async () => {
  const seen: string[] = [];
  const outer = relay(work(), (event) => (event === 2 ? ["two", "again"] : []));
  expect(await drain(outer, (event) => seen.push(event))).toBe("result");
  expect(seen).toEqual(["two", "again"]);
});

test("work that is left early releases what it holds, whether its watcher throws or its consumer stops", async () => {
  released = 0;
  const fail = () => {
    throw new Error("enough");
  };
  await expect(drain(work(), fail)).rejects.toThrow("enough");
  for await (const _ of relay(work(), (event) => [event])) break;
  expect(released).toBe(2);
});
