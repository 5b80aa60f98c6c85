import { expect, test } from "vitest";
import { lastPage, pageLength, searchRequest } from "./search-request.ts";

const request = (query: string) => searchRequest(new URLSearchParams(query));

test("a day that no calendar has filters nothing", () => {
  for (const day of ["2020-02-31", "2021-02-29", "0000-00-00", "2020-13-01", "yesterday", ""])
    expect(request(`from=${day}&to=${day}`).filters).toMatchObject({ from: undefined, to: undefined });
  expect(request("from=2020-02-29").filters?.from).toBe("2020-02-29");
});

test("a page that is no number is the first; one that is too far away is asked for behind the last, where nothing is", () => {
  for (const page of ["0", "-1", "1.5", "x", ""]) expect(request(`page=${page}`).page).toBe(1);
  expect(request("page=99").page).toBe(99);
  expect(request("page=1e300")).toMatchObject({ page: 1_000_000, offset: lastPage * pageLength });
});
