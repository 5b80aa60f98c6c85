import { describe, expect, test } from "vitest";
import { command, parse } from "./command.ts";
import { UsageError } from "./failure.ts";

const demo = command({
  name: "demo",
  args: {
    slug: { type: "positional", required: true },
    "as-of": { type: "string" },
    output: { type: "string", alias: "o" },
    preset: { type: "enum", options: ["quick", "full"], default: "quick" },
    json: { type: "boolean" },
  },
  examples: [],
  async run() {},
});
const refusal = (...raw: string[]) => {
  try {
    parse(demo, raw);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return null;
};

test("options stand before or after the argument, long or short, with a space or an equals sign", () => {
  expect(parse(demo, ["--as-of=2026-01-01", "x", "-o", "f", "--json"])).toMatchObject({
    slug: "x",
    "as-of": "2026-01-01",
    output: "f",
    json: true,
    preset: "quick",
  });
});

describe("what does not fit is refused with the word that is wrong", () => {
  test("a missing argument", () => expect(refusal()).toBe("missing <slug>"));
  test("one argument too many", () => expect(refusal("x", "y")).toBe("unexpected argument: y"));
  test("an unknown option", () => expect(refusal("x", "--jsno")).toBe("unknown option: --jsno"));
  test("an unknown short option", () => expect(refusal("x", "-z")).toBe("unknown option: -z"));
  test("a value that is not offered", () =>
    expect(refusal("x", "--preset", "fast")).toBe('invalid --preset: "fast"; it is one of quick, full'));
  test("an option without its value", () => expect(refusal("x", "--as-of")).toBe("--as-of needs a value"));
  test("an option that would swallow the next one", () =>
    expect(refusal("x", "-o", "--json")).toBe("--output needs a value, not --json"));
});

test("a lone hyphen is a value: standard output", () => {
  expect(parse(demo, ["x", "-o", "-"])).toMatchObject({ output: "-" });
});
