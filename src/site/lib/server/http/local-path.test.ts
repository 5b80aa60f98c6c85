import { expect, test } from "vitest";
import { localPath } from "./local-path.ts";

test.each(["/", "/papers/x?a=1#b", "/search?q=//x"])("%s is a path of this site", (path) => {
  expect(new URL(localPath(path, "/home"), "https://me.example").host).toBe("me.example");
  expect(localPath(path, "/home")).not.toBe("/home");
});

test.each([
  "//evil.example",
  "/a/..//evil.example",
  "/.//evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/\n/evil.example",
  " //evil.example",
  "",
  "papers",
  null,
  undefined,
  7,
])("%j is not", (path) => {
  expect(localPath(path, "/home")).toBe("/home");
});
