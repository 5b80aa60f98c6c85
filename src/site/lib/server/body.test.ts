import { describe, expect, test } from "vitest";
import { jsonBody } from "./body.ts";

const post = (body: BodyInit | null, type: string | null = "application/json") =>
  new Request("http://localhost/", {
    method: "POST",
    body,
    headers: type === null ? {} : { "content-type": type },
    duplex: "half",
  } as RequestInit);

describe("a JSON body", () => {
  test("is read, also with a charset behind its type", async () => {
    expect(await jsonBody(post('{"a":1}', "application/json; charset=utf-8"), 100)).toEqual({ a: 1 });
  });
  test.each([
    ["text/plain", "text/plain"],
    ["a form", "application/x-www-form-urlencoded"],
  ])("of type %s is refused with 415", async (_, type) => {
    await expect(jsonBody(post("{}", type), 100)).rejects.toMatchObject({ status: 415 });
  });
  test("that announces to be too large is refused before it is read", async () => {
    let pulled = 0;
    const body = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 });
    const request = new Request("http://localhost/", {
      method: "POST",
      body,
      duplex: "half",
      headers: { "content-type": "application/json", "content-length": "101" },
    } as RequestInit);
    await expect(jsonBody(request, 100)).rejects.toMatchObject({
      status: 413,
      message: "the body is larger than 100 bytes",
    });
    expect(pulled).toBe(0);
  });
  test("that does not announce its size is refused as soon as it is too large", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(60).fill(32));
      },
    });
    await expect(jsonBody(post(endless), 100)).rejects.toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(6);
  });
  test.each([
    ["half a value", '{"a":'],
    ["nothing", ""],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("with %s is refused with 400", async (_, body) => {
    await expect(jsonBody(post(body), 100)).rejects.toMatchObject({ status: 400, code: "NOT_JSON" });
  });
});
