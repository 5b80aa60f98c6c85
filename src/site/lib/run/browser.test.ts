import { describe, expect, test } from "vitest";
import { browserOf, isoTime, newId, systemOf } from "./browser.ts";
import { isFromWorker, isStart } from "./protocol.ts";

const agents = {
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  safari:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
  edge: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
};

describe("what a run says about its browser", () => {
  test("is its name and version, and the kind of system", () => {
    expect([browserOf(agents.firefox), systemOf(agents.firefox)]).toEqual(["Firefox 140", "Linux"]);
    expect([browserOf(agents.safari), systemOf(agents.safari)]).toEqual(["Safari 18.5", "Mac OS X"]);
    expect([browserOf(agents.edge), systemOf(agents.edge)]).toEqual(["Edge 138", "Windows"]);
  });
  test("is that it is unknown, where it is", () => {
    expect([browserOf("curl/8"), systemOf("curl/8")]).toEqual(["unknown browser", "unknown system"]);
  });
});

test("a run's id is a UUID of version 4", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});

test("times are ISO 8601 in UTC", () => {
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z");
});

test("messages of ONNX Runtime's threads are not taken for ours", () => {
  for (const foreign of [null, undefined, 3, "start", { cmd: "load" }, { papertape: "other" }, []]) {
    expect(isStart(foreign)).toBe(false);
    expect(isFromWorker(foreign)).toBe(false);
  }
  expect(isStart({ papertape: "start", slug: "a", preset: "quick", threads: 1 })).toBe(true);
  expect(isFromWorker({ papertape: "finished" })).toBe(true);
});
