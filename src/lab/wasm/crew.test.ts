import { afterAll, expect, test } from "vitest";
import { openCrew, processors } from "./crew.ts";
import { emitModule, i32, i32x4, v128, type EmittedFunction } from "./emit.ts";

const layout = { minimum: 1, maximum: 1, shared: true };
const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
const integers = new Int32Array(memory.buffer);
/** Writes its second number where the first one points to; the other one a hundred more. */
const functions: EmittedFunction[] = ["write", "writeToo"].map((name, at) => ({
  name,
  params: ["i32", "i32", "i32", "i32"],
  build: ({ params: [address, value] }) => [
    v128.store(address.get, i32x4.splat(i32.add(value.get, i32.const(100 * at)))),
  ],
}));
const names = functions.map(({ name }) => name);
const crew = await openCrew(new WebAssembly.Module(emitModule(functions, layout)), memory, names, 3);
afterAll(() => crew.release());

test("every call is done when run returns, as often as it is run, and nobody does more", () => {
  for (let turn = 1; turn <= 300; turn++) {
    const calls = Array.from({ length: 1 + (turn % 3) }, (_, at) => [16 * at, turn + at, 0, 0]);
    integers.fill(-1, 0, 12);
    crew.run(names[turn % 2], calls);
    const expected = [0, 1, 2].map((at) => (at < calls.length ? turn + at + 100 * (turn % 2) : -1));
    expect([integers[0], integers[4], integers[8]]).toEqual(expected);
  }
});

test("a machine has a processor", () => {
  expect(processors()).toBeGreaterThanOrEqual(1);
});
