import type { Claim } from "#lab/kit/index";
import { expect, test } from "vitest";
import { expectedRows, foundRows, rowsToMend } from "./readme.ts";

const less: Claim = { statement: "is less", better: "lower", unit: "ratio", neutral: 1, stated: 0.5, kind: "property" };
const claims = { "a-claim": less, "another-claim": less };
const measures = Object.keys(claims);
const exact = (claim: string, value: number) => ({ claim, value, exact: true, seed: 1 });
const expected = expectedRows(claims, measures, [exact("a-claim", 0.5), exact("another-claim", 2)]);

const readme = (first: string, second: string) =>
  `# A paper\n\n## Reproduced\n\n| claim | mean | 95 % interval | verdict | why |\n| --- | --- | --- | --- | --- |\n${first}\n\n## Not reproduced\n\n${second}\n\n## Decided by us\n`;
const first = "| a-claim | 0.500 | 0.500 to 0.500 | matches | as said |";
const second = "| another-claim | 2.00 | 2.00 to 2.00 | contradicted | |";

test("a README with the right rows under the right headings has nothing to mend", () => {
  expect(rowsToMend(expected, foundRows(readme(first, second), measures))).toEqual([]);
});

test("a wrong number, a missing row, a wrong heading and a row that stands twice are printed as they should be", () => {
  const whole = ["## Reproduced", "| a-claim | 0.500 | 0.500 to 0.500 | matches |"];
  const mend = (one: string, two: string) => rowsToMend(expected, foundRows(readme(one, two), measures));
  expect(mend(first.replace("0.500", "0.51"), second)).toEqual(whole);
  expect(mend("", second)).toEqual(whole);
  expect(mend(`${first}\n${first}`, second)).toEqual(whole);
  expect(mend(second, first)).toEqual([
    ...whole,
    "## Not reproduced",
    "| another-claim | 2.00 | 2.00 to 2.00 | contradicted |",
  ]);
});
