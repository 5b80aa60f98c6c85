import { expect, test } from "vitest";
import { searchRequest } from "./search-request.ts";

const request = (query: string) => searchRequest(new URLSearchParams(query));

test("a day that no calendar has filters nothing", () => {
  for (const day of ["2020-02-31", "2021-02-29", "0000-00-00", "2020-13-01", "yesterday", ""])
    expect(request(`from=${day}&to=${day}`).filters).toMatchObject({ from: undefined, to: undefined });
  expect(request("from=2020-02-29").filters?.from).toBe("2020-02-29");
});

test("a page that nobody can have been given is the first, and one far away the last", () => {
  for (const page of ["0", "-1", "1.5", "x", ""]) expect(request(`page=${page}`).page).toBe(1);
  expect(request("page=1e300").page).toBe(50);
});
