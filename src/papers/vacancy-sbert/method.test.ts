import { describe, expect, test } from "vitest";
import { constant, gradient, input, random, type Tensor } from "#engine";
import { forward } from "#lab/measure/forward";
import { unitRows } from "#lab/training/encoder/index";
import { frequencyDraws, skipGramLoss } from "./experiment/jobbert.ts";
import golden from "./golden/numbers.json";
import { drawSkills, extractSkills, meanOfSkills, queryVectors, siameseLoss, skillText } from "./method.ts";
import { learnPlanted, openPlanted } from "./planted.ts";

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};
const identitiesOf = (values: readonly number[]) => constant([...values], { dtype: "int32" });
const identity = (size: number) =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, column) => Number(row === column)));

describe("the loss", () => {
  test("of four pairs of orthonormal vectors, and of vectors that are all the same", async () => {
    const options = { temperature: 0.05, identities: identitiesOf([0, 1, 2, 3]) };
    const { apart, same } = await forward(() => {
      const unit = constant(identity(4));
      const one = constant(identity(4).map(() => [1, 0, 0, 0]));
      return { apart: siameseLoss(unit, unit, options), same: siameseLoss(one, one, options) };
    });
    expect(apart[0]).toBeLessThan(1e-7); // ln(1 + 3 e^-20) = 6.2e-9
    near(same, [Math.log(4)]);
  });
  test("of two pairs by hand is the mean of both directions", async () => {
    // Titles are the axes, and skills have the cosines 2t, t, 0 and 3t with them; a third axis makes lengths 1.
    const t = 0.2;
    const skills = [[2 * t, 0], [t, 3 * t]].map(([x, y]) => [x, y, Math.sqrt(1 - x * x - y * y)]); // prettier-ignore
    const { loss } = await forward(() => ({
      loss: siameseLoss(constant([[1, 0, 0], [0, 1, 0]]), constant(skills), { temperature: t, identities: identitiesOf([0, 1]) }), // prettier-ignore
    }));
    near(loss, [(0.180925 + 0.126928) / 2]);
  });
  test("of a batch with an ad twice is that of a batch in which its twin is no negative", async () => {
    const rows = random(1).stream("rows");
    const [a, b] = [0, 1].map(() => Array.from({ length: 3 }, () => Array.from(rows.normal(4))));
    const { twice, apart } = await forward(() => {
      const loss = (titles: number[][], skills: number[][], identities: number[]) =>
        siameseLoss(constant(titles), constant(skills), { temperature: 0.5, identities: identitiesOf(identities) });
      return {
        // Each of the three rows' losses counts as often in both; the twin's equals its own.
        twice: loss([...a, a[0]], [...b, b[0]], [0, 1, 2, 0]),
        apart: loss([...a, a[0]], [...b, b[0]], [0, 1, 2, 3]),
      };
    });
    const cosine = (x: number[], y: number[]) =>
      x.reduce((sum, value, at) => sum + value * y[at], 0) / (Math.hypot(...x) * Math.hypot(...y));
    const order = [0, 1, 2, 0];
    const direction = (left: number[][], right: number[][]) =>
      order.reduce((sum, row, at) => {
        const seen = order.filter((other, column) => column === at || other !== row);
        const total = seen.reduce((all, other) => all + Math.exp(cosine(left[row], right[other]) / 0.5), 0);
        return sum - Math.log(Math.exp(cosine(left[row], right[row]) / 0.5) / total) / 4;
      }, 0);
    near(twice, [(direction(a, b) + direction(b, a)) / 2]);
    expect(apart[0]).toBeGreaterThan(twice[0] + 0.05);
  });
});

describe("against PyTorch", () => {
  const { batch, width, skillsOfAnAd: many, negatives, temperature, alpha } = golden;
  type Fed = "titles" | "skills" | "single" | "present" | "named" | "others";
  const weightsOf = (...names: readonly Fed[]) =>
    Object.fromEntries(names.map((name) => [name, Float32Array.from(golden[name])]));
  const [titles, skills] = [input("titles", [batch, width]), input("skills", [batch, width])];
  const [named, others] = [input("named", [batch, many, width]), input("others", [batch, many * negatives, width])];
  const withGradients = (loss: Tensor, of: readonly Tensor[]) => ({
    loss,
    ...Object.fromEntries(gradient(loss, of).map((tensor, at) => [`gradient ${at}`, tensor])),
  });
  test.each([
    [
      "siamese",
      () => siameseLoss(titles, skills, { temperature, identities: identitiesOf(golden.identities) }),
      [titles, skills],
      ["titles", "skills"],
    ],
    ["skipGram", () => skipGramLoss(titles, { named, others }), [titles, named, others], ["titles", "named", "others"]],
  ] as const)("the %s loss and its gradients are the same", async (name, loss, of, fed) => {
    const values: Record<string, number[]> = await forward(() => withGradients(loss(), of), {
      weights: weightsOf(...fed),
    });
    near(values.loss, [golden[name].loss]);
    for (const [at, wanted] of golden[name].gradients.entries()) near(values[`gradient ${at}`], wanted);
  });
  test("means of single skills, and queries of titles and skills", async () => {
    const { means, queries } = await forward(
      () => ({
        means: meanOfSkills(input("single", [batch, many, width]), input("present", [batch, many])),
        queries: queryVectors(titles, skills, alpha),
      }),
      { weights: weightsOf("titles", "skills", "single", "present") },
    );
    near(means, golden.means);
    near(queries, golden.queries);
  });
});

describe("skills", () => {
  const known = new Set(["first aid", "aid", "driving", "night"]);
  const isSkill = (phrase: string) => known.has(phrase);
  test("are found as the longest phrases, once each, in the order of the text", () => {
    expect(extractSkills("Driving at night, first aid; aid, DRIVING.", isSkill)).toEqual([
      "driving",
      "night",
      "first aid",
      "aid",
    ]);
    expect(extractSkills("first help", isSkill)).toEqual([]);
  });
  test("of a step are in random order, at least one, at most so many, each kept four times of five", () => {
    const stream = random(1).stream("draws");
    const skills = ["a", "b", "c", "d", "e"];
    const firsts = new Set<string>();
    let kept = 0;
    for (let draw = 0; draw < 2_000; draw++) {
      const drawn = drawSkills(stream, skills, { kept: 0.8, most: 16 });
      expect(new Set(drawn).size).toBe(drawn.length);
      firsts.add(drawn[0]);
      kept += drawn.length;
    }
    expect(firsts.size).toBe(5);
    expect(kept / 10_000).toBeCloseTo(0.8, 1);
    expect(drawSkills(stream, skills, { kept: 0, most: 16 })).toHaveLength(1);
    expect(drawSkills(stream, skills, { kept: 1, most: 2 })).toHaveLength(2);
    expect(skillText(["first aid", "driving"])).toBe("first aid, driving");
  });
  test("as a mean do not know their order", async () => {
    const rows = constant([[[1, 2], [3, -1], [9, 9]]]); // prettier-ignore
    const turned = constant([[[3, -1], [1, 2], [7, 0]]]); // prettier-ignore
    const { one, other } = await forward(() => ({
      one: meanOfSkills(rows, constant([[1, 1, 0]])),
      other: meanOfSkills(turned, constant([[1, 1, 0]])),
    }));
    near(one, other, 6);
  });
});

test("a query with all of its weight on the title is the title, and on the skills the skills", async () => {
  const [titles, skills] = [constant([[3, 4]]), constant([[0, -2]])];
  const { title, skill } = await forward(() => ({
    title: queryVectors(titles, skills, 1),
    skill: queryVectors(titles, skills, 0),
  }));
  near(title, [0.6, 0.8], 6);
  near(skill, [0, -1], 6);
});

test("an equal title has the highest score, and a candidate that is added changes no other score", async () => {
  const titles = constant([[1, 2, 0], [2, -1, 1], [0, 1, 1]]); // prettier-ignore
  const { few, many } = await forward(() => {
    const query = queryVectors(titles.slice(0, 1, 2), constant([[5, 5, 5]]), 1);
    const scores = (candidates: Tensor) => query.matmul(unitRows(candidates).transpose());
    return { few: scores(titles.slice(0, 0, 2)), many: scores(titles) };
  });
  expect(many.slice(0, 2)).toEqual(few);
  expect(Math.max(...many)).toBe(many[1]);
  near([many[1]], [1], 6);
});

describe("in a world where titles have nothing in common", () => {
  test("synonyms find their normalized title through skills that both stood beside", async () => {
    const world = await openPlanted(await learnPlanted());
    const [bySkills, mixed, byTitle] = await world.found("synonym", 0, [0, 0.5, 1]);
    expect(Math.min(bySkills, mixed, byTitle)).toBeGreaterThan(95);
    const [, alone] = await world.found("new title", 0, [0, 1]);
    expect(alone).toBeLessThan(20);
    await world.release();
  });
  test("with the skills of other ads they do not: nothing is left but chance, 2 %", async () => {
    const world = await openPlanted(await learnPlanted({ shuffled: true }));
    const [byTitle] = await world.found("synonym", 0, [1]);
    expect(byTitle).toBeLessThan(15);
    await world.release();
  });
});

test("JobBERT's negatives are drawn by their frequency to the power of 3/4", () => {
  const drawn = frequencyDraws([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 3])(
    random(1).stream("negatives"),
    9_000,
  );
  const rare = drawn.filter((item) => item === 3).length;
  expect(rare / 9_000).toBeCloseTo(1 / 9, 2); // 1 against 16^(3/4) = 8
});
