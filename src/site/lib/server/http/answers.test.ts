import { LibraryError } from "#library/errors";
import { describe, expect, test } from "vitest";
import { answering, Refused } from "./answers.ts";

const answerTo = async (error: unknown) => {
  const response = await answering(() => Promise.reject(error));
  return { status: response.status, body: await response.json() };
};

describe("an endpoint", () => {
  test("answers a refusal with its status, code and reason", async () => {
    expect(await answerTo(new Refused(413, "TOO_LARGE", "the body is larger than 4 MB"))).toEqual({
      status: 413,
      body: {
        type: "/api#TOO_LARGE",
        title: "The body is too large",
        status: 413,
        detail: "the body is larger than 4 MB",
        code: "TOO_LARGE",
        reasons: [],
      },
    });
  });
  test("answers what the library refuses, with every reason", async () => {
    expect(await answerTo(new LibraryError("INVALID_RUN", "not a run", { details: ["a", "b"] }))).toMatchObject({
      status: 422,
      body: { code: "INVALID_RUN", detail: "not a run", reasons: [{ says: "a" }, { says: "b" }] },
    });
    expect((await answerTo(new LibraryError("RUN_EXISTS", "taken"))).status).toBe(409);
  });
  test("says when to come back to whoever asked too often, for people and for programs", async () => {
    for (const error of [
      new Refused(429, "TOO_MANY", "wait", [], 17),
      new LibraryError("TOO_OFTEN", "wait", { retryAfterSeconds: 17 }),
    ]) {
      const response = await answering(() => Promise.reject(error));
      expect([response.status, response.headers.get("retry-after")]).toEqual([429, "17"]);
    }
  });
  test("knows the library's errors by their shape, because the library lives outside of the bundle", async () => {
    class LibraryError extends Error {
      override name = "LibraryError";
      code = "NO_SUCH_RUN";
      details = [];
    }
    expect((await answerTo(new LibraryError("no run"))).status).toBe(404);
  });
  test("says of a failed query what the store said, and not where it has its disk", async () => {
    const refused = new LibraryError("DISK_FULL", "no space left on the disk of /srv/papers");
    const { status, body } = await answerTo(new Error("Failed query: select 1", { cause: refused }));
    expect(status).toBe(507);
    expect(JSON.stringify(body)).not.toMatch(/srv|Failed query/);
  });
  test("does not explain an accident to a stranger", async () => {
    await expect(answering(() => Promise.reject(new Error("password in here")))).rejects.toThrow("password");
  });
});
