/** What the server takes from strangers: whole runs that fit, from browsers, and nothing else. */
import { randomUUID } from "node:crypto";
import { request as rawRequest } from "node:http";
import { describe, expect, inject, test } from "vitest";

const address = inject("address");

const run = (changes: object = {}) => ({
  id: randomUUID(),
  paper: "layer-norm",
  preset: "quick",
  seeds: [1],
  device: "wasm",
  threads: 2,
  versions: { papertape: "0.1.0" },
  machine: { cpu: "not told by the browser", cores: 2, os: "Linux", runtime: "Chromium 156" },
  origin: "browser",
  state: "finished",
  startedAt: "2026-11-23T10:00:00.000Z",
  finishedAt: "2026-11-23T10:00:40.000Z",
  error: null,
  points: [],
  measurements: [{ claim: "train-equals-test", value: 0, exact: true, seed: 1 }],
  notes: [],
  ...changes,
});

const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
  fetch(`${address}/api/runs`, { method: "POST", body, headers });
const postRun = (record: object) => post(JSON.stringify(record));
const stored = async (id: string) => (await fetch(`${address}/api/runs/${id}`)).status === 200;

describe("a run that fits", () => {
  test("is stored once, also when it is sent twice", async () => {
    const record = run();
    const first = await postRun(record);
    expect([first.status, await first.json()]).toEqual([201, { id: record.id, created: true }]);
    expect((await postRun(record)).status).toBe(200);
    const answer = await (await fetch(`${address}/api/runs/${record.id}`)).json();
    expect(answer.record).toMatchObject({ paper: "layer-norm", origin: "browser" });
  });
  test("is a browser's, whatever it says about itself", async () => {
    const record = run({ origin: "committed" });
    expect((await postRun(record)).status).toBe(201);
    expect((await (await fetch(`${address}/api/runs/${record.id}`)).json()).record.origin).toBe("browser");
  });
  test("does not move the ledger's verdicts", async () => {
    const verdicts = async () => {
      const { ledger } = await (await fetch(`${address}/api/papers/layer-norm`)).json();
      return ledger.map(({ id, judgement }: { id: string; judgement: object }) => ({ id, judgement }));
    };
    const before = await verdicts();
    await postRun(run({ measurements: [{ claim: "train-equals-test", value: 1e6, exact: true, seed: 1 }] }));
    expect(await verdicts()).toEqual(before);
  });
});

describe("a run is refused with the reason, and nothing is stored,", () => {
  test.each([
    ["of an unknown paper", { paper: "no-such-paper" }, /no-such-paper/],
    [
      "of an unknown claim",
      { measurements: [{ claim: "no-such-claim", value: 1, exact: true, seed: 1 }] },
      /no-such-claim/,
    ],
    ["that is still running", { state: "running", finishedAt: null }, /./],
    ["with a field of the wrong kind", { seeds: "1" }, /seeds/],
    ["that ends before it starts", { finishedAt: "2026-11-23T09:00:00.000Z" }, /./],
    ["with an id that is none", { id: "../../etc" }, /id/],
  ])("%s", async (_, changes, reason) => {
    const record = run(changes);
    const response = await postRun(record);
    expect(response.status).toBe(422);
    const { code, detail, reasons } = await response.json();
    expect(code).toBe("INVALID_RUN");
    expect([detail, ...reasons.map(({ says }: { says: string }) => says)].join(" ")).toMatch(reason);
    if (record.id.length === 36) expect(await stored(record.id)).toBe(false);
  });
  test("with the id of another run", async () => {
    const record = run();
    await postRun(record);
    const response = await postRun({ ...record, notes: ["another"] });
    expect([response.status, (await response.json()).code]).toEqual([409, "RUN_EXISTS"]);
  });
  test.each([
    ["that is not JSON", '{"id":', 400],
    ["that is a list", "[]", 422],
    ["that is nothing", "null", 422],
  ])("%s", async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });
  test("of another content type, as a foreign site's form would send it", async () => {
    const record = run();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      expect([403, 415]).toContain((await post(JSON.stringify(record), { "content-type": type })).status);
    expect(await stored(record.id)).toBe(false);
  });
  test("larger than 4 MB, announced or not", async () => {
    const record = run({ notes: ["x".repeat(4_100_000)] });
    expect((await postRun(record)).status).toBe(413);
    expect(await stored(record.id)).toBe(false);
    expect(await endlessPost()).toBe(413);
  });
});

describe("what belongs to the command line", () => {
  test.each([
    ["POST", "/api/cli/runs"],
    ["POST", "/api/cli/runs/x/events"],
    ["POST", "/api/cli/runs/x/finish"],
    ["PUT", "/api/cli/runs/x"],
    ["POST", "/api/cli/import"],
  ])("%s %s needs the token", async (method, path) => {
    for (const authorization of [undefined, "Bearer ", "Bearer wrong", "Basic eDp5"]) {
      const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
      expect((await fetch(address + path, { method, body: "{}", headers })).status).toBe(401);
    }
  });
});

test("a list of runs is not asked for without end", async () => {
  for (const limit of ["0", "-1", "1e9", "many"])
    expect((await fetch(`${address}/api/runs?limit=${limit}`)).status).toBe(400);
});

/** Sends spaces until somebody says stop; resolves with the status that came back. */
function endlessPost(): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = rawRequest(`${address}/api/runs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    let sent = 0;
    const timer = setInterval(() => {
      if (sent > 50_000_000) return request.destroy(new Error("50 MB were taken"));
      request.write(" ".repeat(500_000));
      sent += 500_000;
    }, 5);
    const end = () => clearInterval(timer);
    request.on("response", (response) => {
      end();
      resolve(response.statusCode!);
      request.destroy();
    });
    request.on("error", (error) => {
      end();
      reject(error);
    });
  });
}
