/** Following a run by server-sent events: from the beginning, after a cut, by clients that never read, and by a thousand at once. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { openLibrary, type Library } from "#library/index";
import { removeTemporaryFolders, temporaryFolder } from "#library/testing/folders";
import { batchOf, drawn, measured, shelfOf, startOf } from "#library/testing/shelf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mostStreams } from "../guard/streams.ts";
import { eventStream, type StreamEvents } from "../http/event-stream.ts";
import { siteOf, type Site } from "./testing/inside.ts";

let library: Library;
let site: Site;
beforeAll(async () => {
  library = await openLibrary({ dataDir: temporaryFolder(), shelf: shelfOf() });
  site = await siteOf(library);
}, 120_000);
afterAll(async () => {
  await library?.close();
  removeTemporaryFolders();
});

interface Told {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Record<string, unknown> & { status: { state: string }; points: unknown[] };
}

/** The events of a text, comments left out. */
const toldIn = (text: string): Told[] =>
  text
    .split("\n\n")
    .filter((part) => part.includes("data: "))
    .map((part) => ({
      id: /^id: (.*)$/m.exec(part)?.[1],
      event: /^event: (.*)$/m.exec(part)?.[1],
      data: JSON.parse(/^data: (.*)$/m.exec(part)![1]) as Told["data"],
    }));

const follow = (id: string, headers: Record<string, string> = {}) =>
  site.send({ method: "GET", path: `/api/runs/${id}/events`, headers });
const ended = () => ({ state: "finished" as const, finishedAt: new Date().toISOString(), error: null });

async function running(): Promise<string> {
  const start = startOf({ seeds: [1], startedAt: new Date().toISOString() });
  const run = { ...start, id: randomUUID() };
  await library.catalogue.startRun(run);
  await library.catalogue.appendRun(run.id, batchOf(0, { points: drawn(3) }));
  return run.id;
}

test("a run is told from its beginning to its end, and after a cut from where it was", async () => {
  const id = await running();
  const response = await follow(id);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const reader = response.body!.getReader();
  const first = new TextDecoder().decode((await reader.read()).value);
  expect(first).toMatch(/^retry: \d+\n\nid: /);
  const [told] = toldIn(first);
  expect(told.data).toMatchObject({ restarted: false, points: drawn(3), status: { state: "running" } });
  await reader.cancel();
  await library.catalogue.appendRun(id, batchOf(1, { points: drawn(1), measurements: measured("halves", [0.5]) }));
  await library.catalogue.finishRun(id, ended());
  const rest = toldIn(await (await follow(id, { "last-event-id": told.id! })).text());
  expect(rest.map(({ event }) => event)).toEqual([undefined, "end"]);
  expect(rest[0].data).toMatchObject({
    points: drawn(1),
    measurements: measured("halves", [0.5]),
    status: { state: "finished" },
  });
  const nothing = toldIn(await (await follow(id, { "last-event-id": rest[0].id! })).text());
  expect(nothing.flatMap(({ data }) => data.points ?? [])).toEqual([]);
});

test("a run that there is not is a problem, and no stream", async () => {
  for (const id of [randomUUID(), "nope"]) expect((await follow(id)).status).toBe(404);
  expect((await site.send({ method: "GET", path: `/api/runs/${randomUUID()}/events?after=1` })).status).toBe(400);
});

test("of a thousand streams that one reader opens twenty are, and each that is left makes room", async () => {
  const id = await running();
  const all = await Promise.all(Array.from({ length: 1_000 }, () => follow(id)));
  const open = all.filter(({ status }) => status === 200);
  expect(open).toHaveLength(mostStreams.each);
  const refused = all.find(({ status }) => status === 429)!;
  expect(refused.headers.get("retry-after")).toBe("30");
  expect(await refused.json()).toMatchObject({ code: "TOO_MANY" });
  for (const { body } of open) await body!.cancel();
  const again = await follow(id);
  expect(again.status).toBe(200);
  await again.body!.cancel();
});

describe("a stream", () => {
  async function* numbers(made: number[], signal: AbortSignal): StreamEvents {
    for (let n = 1; n <= 1_000 && !signal.aborted; n++) {
      made.push(n);
      yield { id: String(n), data: n };
    }
    return "complete";
  }

  test("whose client never reads makes one event, and is given up", async () => {
    const made: number[] = [];
    const ending = new AbortController();
    let stalls = 0;
    const how = { patience: 200, onEnd: () => ending.abort(), onStall: () => stalls++ };
    const response = eventStream(numbers(made, ending.signal), how);
    await expect.poll(() => ending.signal.aborted).toBe(true);
    expect([made, stalls]).toEqual([[1], 1]);
    await expect(response.text()).rejects.toThrow("does not read");
  });

  test("that is read slowly makes what is read, and one more", async () => {
    const made: number[] = [];
    const ending = new AbortController();
    const response = eventStream(numbers(made, ending.signal), { onEnd: () => ending.abort() });
    const reader = response.body!.getReader();
    for (let read = 1; read <= 3; read++) {
      await reader.read();
      await sleep(20);
      expect(made.length).toBe(read + 1);
    }
    await reader.cancel();
    expect(ending.signal.aborted).toBe(true);
  });

  test("without news says that it is alive, and ends when it is left in the middle of waiting", async () => {
    const ending = new AbortController();
    // eslint-disable-next-line require-yield
    async function* silent(): StreamEvents {
      await new Promise<void>((resolve) => ending.signal.addEventListener("abort", () => resolve()));
      return "cut";
    }
    const response = eventStream(silent(), { alive: 20, onEnd: () => ending.abort() });
    const reader = response.body!.getReader();
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect([await text(), await text()]).toEqual(["retry: 2000\n\n: alive\n\n", ": alive\n\n"]);
    await reader.cancel();
    expect(ending.signal.aborted).toBe(true);
  });

  test("that fails is cut off, so that its client comes back", async () => {
    // eslint-disable-next-line require-yield
    async function* failing(): StreamEvents {
      throw new Error("the database has gone");
    }
    let ends = 0;
    await expect(eventStream(failing(), { onEnd: () => ends++ }).text()).rejects.toThrow("has gone");
    expect(ends).toBe(1);
  });
});

test("when this process stops, its streams are cut, and their clients go on where another serves", async () => {
  const id = await running();
  const stream = await follow(id);
  const text = stream.text();
  await sleep(100);
  library.serverRuns.stop();
  const told = toldIn(await text);
  expect(told.map(({ event }) => event)).toEqual([undefined]);
  expect(told[0].data).toMatchObject({ status: { state: "running" }, points: drawn(3) });
});
