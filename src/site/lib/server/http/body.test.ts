import { describe, expect, test } from "vitest";
import { jsonBody, limitedForm } from "./body.ts";

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
  test.each(['{"a":["\\u0000"]}', '{"\\u0000":1}'])("with a NUL in a text is refused with 400: %s", async (text) => {
    await expect(jsonBody(post(text), 100)).rejects.toMatchObject({ status: 400, code: "NOT_TEXT" });
  });
  test("with a NUL below more levels than a stack holds is refused with 400 too", async () => {
    const text = `${"[".repeat(40_000)}"\\u0000"${"]".repeat(40_000)}`;
    await expect(jsonBody(post(text), 100_000)).rejects.toMatchObject({ status: 400, code: "NOT_TEXT" });
  });
  test("with a backslash before what looks like a NUL is taken", async () => {
    expect(await jsonBody(post('{"a":"\\\\u0000"}'), 100)).toEqual({ a: "\\u0000" });
  });
  /** 40 chunks of 60 spaces, as slowly as a network would bring them. */
  const slow = (sent: { chunks: number }) =>
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (++sent.chunks > 40) controller.close();
        else controller.enqueue(new Uint8Array(60).fill(32));
      },
    });
  test("that announces to be too large is refused at once", async () => {
    const sent = { chunks: 0 };
    const headers = { "content-type": "application/json", "content-length": "2400" };
    const request = new Request("http://localhost/", {
      method: "POST",
      body: slow(sent),
      duplex: "half",
      headers,
    } as RequestInit);
    await expect(jsonBody(request, 100)).rejects.toMatchObject({
      status: 413,
      message: "the body is larger than 100 bytes",
    });
    expect(sent.chunks).toBeLessThan(3);
  });
  test("that does not announce its size is refused as soon as it is too large, and the rest is let go", async () => {
    const sent = { chunks: 0 };
    await expect(jsonBody(post(slow(sent)), 100)).rejects.toMatchObject({ status: 413 });
    expect(sent.chunks).toBeLessThan(6);
    await expect.poll(() => sent.chunks).toBe(41);
  });
  test("that breaks off is refused with 400", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    await expect(jsonBody(post(broken), 100)).rejects.toMatchObject({ status: 400, code: "CUT_OFF" });
  });
  test.each([
    ["half a value", '{"a":'],
    ["nothing", ""],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("with %s is refused with 400", async (_, body) => {
    await expect(jsonBody(post(body), 100)).rejects.toMatchObject({ status: 400, code: "NOT_JSON" });
  });
});

describe("a form", () => {
  test("is held and can be read, by whoever looks at its bytes too", async () => {
    const request = await limitedForm(post("a=b", "application/x-www-form-urlencoded"), 100);
    expect((await request.formData()).get("a")).toBe("b");
    expect(await request.text()).toBe("a=b");
  });
  test("comes without the NULs of its fields, and with everything else", async () => {
    const request = await limitedForm(post("a=%00b&c=1&a=%00", "application/x-www-form-urlencoded"), 100);
    expect([...(await request.formData())]).toEqual([
      ["a", "b"],
      ["c", "1"],
      ["a", ""],
    ]);
  });
  test.each([
    ["without its parts", "a", "multipart/form-data; boundary=a", 400],
    [
      "that ends inside of a part",
      "--a\r\nContent-Disposition: form-data; name=",
      "multipart/form-data; boundary=a",
      400,
    ],
    ["without a boundary", "a", "multipart/form-data", 400],
    ["without a body", null, "multipart/form-data; boundary=a", 400],
    ["as plain text", "a=b", "text/plain", 415],
  ])("%s is refused", async (_, text, type, status) => {
    await expect(limitedForm(post(text, type), 100)).rejects.toMatchObject({ status });
  });
  test("that is too large is refused with 413", async () => {
    const sent = post("a".repeat(101), "application/x-www-form-urlencoded");
    await expect(limitedForm(sent, 100)).rejects.toMatchObject({ status: 413 });
  });
});
