/** Whatever can be touched on a paper's page: it draws its charts at every end of its inputs, the same each time. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readInputs, viewAt, type Explore, type ExploreInput } from "#lab/kit/index";

const room = import.meta.dirname;
const slugs = readdirSync(room).filter((slug) => existsSync(join(room, slug, "explore.ts")));

/** Values at which something may break: the ends of a number, every option, the shortest text. */
const endsOf = (input: ExploreInput): (number | string)[] =>
  input.kind === "number" ? [input.min, input.max] : input.kind === "choice" ? Object.keys(input.options) : [""];

test("there are some", () => expect(slugs.length).toBeGreaterThan(0));

describe.each(slugs)("%s", (slug) => {
  const load = async () => ((await import(`./${slug}/explore.ts`)) as { default: Explore }).default;

  test("draws every chart at its defaults, finitely, with a statement, and the same twice", async () => {
    const explore = await load();
    expect(explore.paper.slug).toBe(slug);
    const { values } = readInputs(explore.inputs, new URLSearchParams());
    const seen = await viewAt(explore, values);
    expect(new Set(seen.points.map(({ chart }) => chart))).toEqual(new Set(Object.keys(explore.charts)));
    expect(seen.points.filter(({ y }) => y === null)).toEqual([]);
    expect(seen.points.length).toBeLessThan(1000);
    expect(seen.statement).toMatch(/\d.*\.$/s);
    expect(await viewAt(explore, values)).toEqual(seen);
  });

  test("has a picture at every end of its inputs", async () => {
    const explore = await load();
    const { values } = readInputs(explore.inputs, new URLSearchParams());
    for (const [name, input] of Object.entries(explore.inputs))
      for (const end of endsOf(input)) {
        const { points, statement } = await viewAt(explore, { ...values, [name]: end });
        expect(points.length, `${name} = ${end}`).toBeGreaterThan(0);
        expect(statement, `${name} = ${end}`).not.toMatch(/NaN|undefined|Infinity|∞/);
      }
  });

  test("is short: under 80 lines", () => {
    expect(
      readFileSync(join(room, slug, "explore.ts"), "utf8")
        .trimEnd()
        .split("\n").length,
    ).toBeLessThan(80);
  });
});
