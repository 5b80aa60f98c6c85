import { expect, test } from "vitest";
import { refusalOf } from "./answers.ts";
import { isUnavailable } from "./unavailable.ts";

const failed = (code: string) =>
  new Error("Failed query: select 1", { cause: Object.assign(new Error("terminating"), { code }) });

test.each([
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08006",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "ECONNREFUSED",
  "ECONNRESET",
])("a query that fails with %s is to be tried again soon", (code) => {
  expect(refusalOf(failed(code))).toMatchObject({ status: 503, code: "NO_DATABASE", retryAfterSeconds: 5 });
  expect(refusalOf(new Error("around it", { cause: failed(code) }))).toMatchObject({ status: 503 });
});

test("what Postgres refuses for good, and what fails elsewhere, is not", () => {
  expect(isUnavailable(failed("23505"))).toBe(false);
  expect(
    isUnavailable(
      Object.assign(new Error("fetch failed"), { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }),
    ),
  ).toBe(false);
  expect(refusalOf(new Error("an accident"))).toBeNull();
});

test("the answer does not show the query", () => {
  expect(JSON.stringify(refusalOf(failed("57P01")))).not.toContain("select");
});
