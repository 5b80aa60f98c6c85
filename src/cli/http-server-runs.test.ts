/** Following a run of a server, over connections that break. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunNews } from "#library/server-runs/server-runs";
import { afterEach, expect, test } from "vitest";
import { Unreachable } from "./http-catalogue.ts";
import { httpServerRuns } from "./http-server-runs.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers the nth request for events as the nth says. @returns the place of the run in which each asked to go on. */
async function telling(answers: readonly ((response: ServerResponse) => void)[], atMost = 5_000) {
  const asked: (string | undefined)[] = [];
  server = createServer((request, response) => {
    asked.push(request.headers["last-event-id"] as string | undefined);
    const answer = answers[asked.length - 1];
    if (answer === undefined) response.destroy();
    else answer(response);
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { runs: httpServerRuns({ address, token: "secret" }, { between: 10, atMost }), asked };
}

const event = (id: string, fraction: number) =>
  `id: ${id}\ndata: ${JSON.stringify({ restarted: false, status: { fraction }, points: [], measurements: [], notes: [] })}\n\n`;
const end = "event: end\ndata: {}\n\n";
const stream = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });
const refuse = (status: number, code: string, detail: string) => (response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ code, detail, reasons: [] }));

async function all(following: AsyncGenerator<RunNews, unknown, void>) {
  const heard: number[] = [];
  for (;;) {
    const { done, value } = await following.next();
    if (done) return { heard, how: value };
    heard.push((value as RunNews).status.fraction);
  }
}

test("what was told goes on after a cut, after an end without a word, and while the database starts anew", async () => {
  const { runs, asked } = await telling([
    (response) => {
      stream(response).write(`retry: 5\n\n${event("1.1.0.0", 0.1)}: alive\n\n${event("1.2.0.0", 0.2)}`, () =>
        setTimeout(() => response.destroy(), 50),
      );
    },
    refuse(503, "NO_DATABASE", "later"),
    (response) => void stream(response).end(event("1.3.0.0", 0.3)),
    (response) => void stream(response).end(event("1.4.0.0", 1) + end),
  ]);
  const signal = new AbortController().signal;
  expect(await all(runs.follow("x", signal))).toEqual({ heard: [0.1, 0.2, 0.3, 1], how: "complete" });
  expect(asked).toEqual([undefined, "1.2.0.0", "1.2.0.0", "1.3.0.0"]);
});

test("a server that has gone for long is given up, and one that refuses at once", async () => {
  const { runs } = await telling([], 50);
  const signal = new AbortController().signal;
  const lost = await all(runs.follow("x", signal)).catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(Unreachable);
  expect((lost as Error).message).toContain("goes on when the server does");
  server!.close();
  const { runs: none } = await telling([refuse(404, "NO_SUCH_RUN", 'no run "x"')]);
  await expect(all(none.follow("x", signal))).rejects.toThrow('no run "x"');
});

test("whoever stops listening leaves at once", async () => {
  const leaving = new AbortController();
  const { runs } = await telling([(response) => void stream(response).write(event("1.1.0.0", 0.5))]);
  const following = runs.follow("x", leaving.signal);
  await following.next();
  setTimeout(() => leaving.abort(), 20);
  expect(await all(following)).toEqual({ heard: [], how: "cut" });
});
