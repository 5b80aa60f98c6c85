import { describe, expect, test } from "vitest";
import { compile, input, ones, open, Scope } from "../index.ts";

const x = input("x", [2]);
const ids = input("ids", [1], "int32");
const program = compile({ outputs: { y: x.gather(ids).exp() }, name: "small" });
const feeds = { x: Float32Array.of(0, 1), ids: Int32Array.of(1) };

describe.each(["cpu", "wasm"] as const)("a session on %s", (device) => {
  test("runs again and again", async () => {
    const session = await open(program, { device });
    for (let i = 0; i < 3; i++) expect((await session.run(feeds)).y.data[0]).toBeCloseTo(Math.E, 5);
    await session.release();
  });

  test("takes runs that are started at once one after the other", async () => {
    const session = await open(program, { device });
    const results = await Promise.all([0, 1, 0].map((id) => session.run({ ...feeds, ids: Int32Array.of(id) })));
    expect(results.map(({ y }) => Number(y.data[0]).toFixed(3))).toEqual(["1.000", "2.718", "1.000"]);
    await session.release();
  });

  test("is released after the run under way, as often as one likes, and then refuses", async () => {
    const session = await open(program, { device });
    const last = session.run(feeds);
    await Promise.all([session.release(), session.release()]);
    expect((await last).y.data).toHaveLength(1);
    await expect(session.run(feeds)).rejects.toThrow("session of small is released");
  });
});

describe("feeds are checked by name, type and size", () => {
  const run = async (values: Record<string, never>, options = {}) => {
    const session = await open(program, options);
    try {
      return await session.run(values);
    } finally {
      await session.release();
    }
  };
  test.each<[string, object, string]>([
    ["missing", { x: feeds.x }, 'feed "ids" is missing; small takes "x", "ids"'],
    ["extra", { ...feeds, z: feeds.x }, 'feed "z": unknown; small takes "x", "ids"'],
    ["wrong type", { ...feeds, ids: feeds.x }, 'feed "ids": needs 1 values for int32[1], got Float32Array of 2'],
    [
      "wrong size",
      { ...feeds, x: Float32Array.of(1) },
      'feed "x": needs 2 values for float32[2], got Float32Array of 1',
    ],
    ["a plain array", { ...feeds, x: [1, 2] }, 'feed "x": needs 2 values for float32[2], got object'],
  ])("%s", (_, values, message) => expect(run(values as never)).rejects.toThrow(message));

  test("NaN, when asked to look", async () => {
    await expect(run({ ...feeds, x: Float32Array.of(1, NaN) } as never, { checkFeeds: true })).rejects.toThrow(
      'feed "x": NaN at position 1',
    );
    await expect(run({ ...feeds, x: Float32Array.of(1, NaN) } as never)).resolves.toBeDefined();
  });
});

test.each(["cpu", "wasm"] as const)("out of memory on %s names the largest tensors", async (device) => {
  const huge = input("one", [1, 1]).expand([1 << 20, 1 << 20]);
  const session = await open(compile({ outputs: { y: huge.sin().sum() }, name: "huge" }), { device });
  await expect(session.run({ one: Float32Array.of(1) })).rejects.toThrow(
    /^out of memory in huge, which needs about [\d.]+ MB; the largest tensors are expand float32\[1048576,1048576\] \(/,
  );
  await session.release();
});

test("parameters are fed at every run, or become part of the session", async () => {
  const scaled = compile({ outputs: { y: x.mul(new Scope().parameter("gain", [2], ones)) }, name: "scaled" });
  const gain = Float32Array.of(2, 3);
  const fed = await open(scaled);
  const embedded = await open(scaled, { parameters: { gain } });
  const values = { x: Float32Array.of(1, 1) };
  expect((await fed.run({ ...values, gain })).y.data).toEqual(gain);
  expect((await embedded.run(values)).y.data).toEqual(gain);
  await expect(fed.run(values)).rejects.toThrow('feed "gain" is missing');
  await Promise.all([fed.release(), embedded.release()]);
});
