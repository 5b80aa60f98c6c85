/** Moving to a Postgres as people do it: a command, an address, Ctrl-C half way. */
import { openLibrary } from "#library/index";
import { startServer, type TestServer } from "#library/testing/server";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPapertape, temporaryFolder } from "../testing.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const start = (args: string[], env: Record<string, string> = {}) =>
  startPapertape(args, { PAPERTAPE_DATA: data, ...env }, folder.path);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  const library = await openLibrary({ dataDir: data });
  await library.readers.owner();
  await library.close();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

test("Ctrl-C stops it, the same command goes on, and the library is there", async () => {
  const first = start(["migrate-to", server.url]);
  await first.said(/migrate-to: \d+ %/);
  first.child.kill("SIGINT");
  expect(await first.ended).toMatchObject({
    code: 130,
    out: "",
    err: expect.stringContaining("the same command goes on") as string,
  });
  const half = await start(["papers"], { DATABASE_URL: server.url }).ended;
  expect(half).toMatchObject({ code: 1, err: expect.stringContaining("a library is being moved into") as string });

  const second = await start(["migrate-to", server.url, "--json"]).ended;
  expect(second).toMatchObject({
    code: 0,
    err: expect.stringContaining("goes on with a move that was stopped") as string,
  });
  expect(JSON.parse(second.out)).toMatchObject({ from: data, resumed: true });
  const [before, after] = [
    await start(["papers"]).ended,
    await start(["papers"], { DATABASE_URL: server.url, PAPERTAPE_DATA: join(folder.path, "other") }).ended,
  ];
  expect(after.out).toBe(before.out);

  const again = await start(["migrate-to", server.url]).ended;
  expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/this library is in .* already/) as string });
}, 240_000);

test("while a server has the library, it is refused with that process; and what is not there, without the password", async () => {
  const library = await openLibrary({ dataDir: data, holder: { command: "papertape serve" } });
  const held = await start(["migrate-to", server.url]).ended;
  await library.close();
  expect(held).toMatchObject({
    code: 1,
    err: expect.stringContaining(`in use by process ${process.pid} (papertape serve)`) as string,
  });
  const away = await start(["migrate-to", "postgres://ann:hush@127.0.0.1:1/papers"]).ended;
  expect(away).toMatchObject({ code: 1, err: expect.stringContaining("127.0.0.1:1/papers: ") as string });
  expect(away.err).not.toContain("hush");
});
