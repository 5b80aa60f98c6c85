import { describe, expect, test } from "vitest";
import { Refused } from "../http/answers.ts";
import { refusedRequest } from "./refused-request.ts";

const often = new Refused(429, "TOO_MANY", "that was a lot at once; <b>wait</b>", [], 12);
const refuse = (path: string, headers: Record<string, string>) => {
  const url = new URL(path, "http://localhost");
  return refusedRequest({ url, request: new Request(url, { method: "POST", headers }) }, often);
};

describe("a request that is refused before anybody sees it", () => {
  test("is told to programs as JSON, and says when to come back", async () => {
    for (const [path, accept] of [
      ["/api/runs", "text/html"],
      ["/papers/a", "*/*"],
    ]) {
      const response = refuse(path, { accept });
      expect([response.status, response.headers.get("retry-after")]).toEqual([429, "12"]);
      expect(await response.json()).toMatchObject({ code: "TOO_MANY" });
    }
  });
  test("is told to a person as a page, which is only text", async () => {
    const response = refuse("/papers/%3Cscript%3E", { accept: "text/html,*/*" });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "12"]);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const html = await response.text();
    expect(html).toContain("That was a lot at once; &#60;b&#62;wait&#60;/b&#62;.");
    expect(html).toContain('href="/papers/%3Cscript%3E"');
  });
  test("is told to our own script in the shape that it waits for", async () => {
    const response = refuse("/papers/a", { accept: "application/json", "x-sveltekit-action": "true" });
    expect(response.headers.get("retry-after")).toBe("12");
    expect(await response.json()).toMatchObject({
      type: "error",
      error: { message: expect.stringContaining("That was a lot") },
    });
  });
  test("is no accident: those stay exceptions", () => {
    const url = new URL("http://localhost/");
    expect(() => refusedRequest({ url, request: new Request(url) }, new Error("password"))).toThrow("password");
  });
});
