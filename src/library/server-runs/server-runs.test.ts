import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunStart } from "../catalogue.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import { deleteRuns } from "../runs/moderation.ts";
import { users } from "../schema/index.ts";
import { seed } from "../shelf/seed.ts";
import { thisProcess } from "../store/process.ts";
import { unlimited } from "../store/disk.ts";
import { rowsOf } from "../store/rows.ts";
import { experimentA, batchOf, drawn, measured, paperA, runOf, shelfOf, startOf } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { quotaOf } from "./permission.ts";
import {
  createServerRuns,
  type Asker,
  type Order,
  type RunNews,
  type RunWork,
  type ServerRuns,
} from "./server-runs.ts";

const visitor: Asker = { kind: "visitor", network: "a network" };
const command: Asker = { kind: "command" };
const half = { fraction: 0.5, doing: "halving" };
const dead = { ...thisProcess(), pid: 2 ** 22 + 1 };

overBothDrivers("runs on the server", (store) => {
  let jobs: Jobs;
  let all: ServerRuns;
  let work: RunWork;
  let [ann, bob, admin]: Asker[] = [];
  beforeEach(async () => {
    await seed(store.db, shelfOf({ experiments: { "paper-a": experimentA } }));
    jobs = createJobs(store.database, { poll: 0.5 });
    ({ work, ...all } = createServerRuns(store.db, { jobs, disk: unlimited, computed: true }));
    const people = await store.db
      .insert(users)
      .values([{ name: "Ann" }, { name: "Bob" }, { name: "Admin", role: "admin" as const }])
      .returning({ id: users.id, role: users.role });
    [ann, bob, admin] = people.map((one) => ({ kind: "reader", ...one }));
  });
  afterEach(async () => {
    all.stop();
    await jobs.stop();
    await store.db.execute(sql`drop schema if exists pgboss cascade`);
  });

  const paper = "paper-a";
  const ask = async (asker = ann, request: object = {}) => (await all.request(asker, { paper, ...request })).id;
  const starting = (id: string, fields: Partial<RunStart> = {}) =>
    startOf({
      id,
      seeds: [1],
      origin: "server",
      startedAt: new Date().toISOString(),
      process: thisProcess(),
      ...fields,
    });
  const state = async (id: string) => (await all.status(id))?.state;
  const ending = (how: "finished" | "cancelled" = "finished") => ({
    ...{ state: how, finishedAt: new Date().toISOString(), error: null },
  });
  const silence = (id: string) =>
    store.db.execute(sql`update server_runs set heartbeat_at = now() - interval '1 hour' where id = ${id}`);
  /** All news that there are after a cursor. */
  async function everything(id: string, after = ""): Promise<RunNews[]> {
    const news: RunNews[] = [];
    for (let cursor = after; ;) {
      const next = (await all.news(id, cursor))!;
      news.push(next);
      cursor = next.cursor;
      if (!next.more) return news;
    }
  }

  describe("asked for", () => {
    test("wait, the first before the second, and stand at the address of their run", async () => {
      const first = await all.request(ann, { paper });
      expect(first).toMatchObject({
        ...{ paper, preset: "quick", seeds: [1], state: "waiting", onServer: true, ahead: 0, attempt: 0 },
        ...{ lost: 0, startedAt: null, finishedAt: null },
      });
      expect(await all.request(bob, { paper, seed: 7 })).toMatchObject({ seeds: [7], ahead: 1 });
      expect(await all.request(admin, { paper, preset: "full" })).toMatchObject({ seeds: [1, 2, 3], ahead: 2 });
      expect(await all.unfinishedOf(ann, paper)).toMatchObject({ id: first.id });
      expect((await all.unfinished(2)).map(({ seeds }) => seeds)).toEqual([[1], [7]]);
      expect(await all.unfinishedOf(visitor, paper)).toBeNull();
    });

    test("of what there is not are refused, and nothing waits", async () => {
      const refused: readonly (readonly [object, string, RegExp])[] = [
        [{ paper: "nope" }, "NO_SUCH_PAPER", /no paper "nope"/],
        [{ paper: "paper-b" }, "INVALID_INPUT", /no experiment/],
        [{ preset: "huge" }, "INVALID_INPUT", /preset/],
        [{ seed: -1 }, "INVALID_INPUT", /seed/],
        [{ seed: 2 ** 31 }, "INVALID_INPUT", /seed/],
        [{ preset: "full", seed: 7 }, "INVALID_INPUT", /decided beforehand/],
        [{ steps: 9 }, "INVALID_INPUT", /steps/],
      ];
      for (const [request, code, says] of refused)
        await expect(ask(ann, request)).rejects.toMatchObject({ code, message: expect.stringMatching(says) as string });
      expect(await all.unfinishedOf(ann, paper)).toBeNull();
    });

    test("in full are refused where rates are not tuned", async () => {
      await seed(
        store.db,
        shelfOf({ papers: [paperA], experiments: { "paper-a": { ...experimentA, untuned: true } } }),
      );
      await expect(ask(ann, { preset: "full" })).rejects.toThrow("not tuned yet");
      await ask();
    });

    test("are for readers; an admin lets visitors in, or everybody out, and that is on record", async () => {
      await expect(ask(visitor)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      expect(await all.refusal(visitor)).toMatch(/signed in/);
      await expect(all.setAudience({ id: 1, role: "editor" }, "everybody")).rejects.toMatchObject({
        code: "NOT_ALLOWED",
      });
      await all.setAudience(admin as never, "everybody");
      expect(await all.refusal(visitor)).toBeNull();
      await ask(visitor);
      await expect(ask(visitor, { preset: "full" })).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await expect(all.setAudience(admin as never, "")).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await all.setAudience(admin as never, "nobody");
      await expect(ask(ann)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await ask(command);
      const changes = await rowsOf(store.db, sql`select 1 from audit_log where action = 'server runs changed'`);
      expect(changes).toHaveLength(2);
    });

    test("more than a quota allows are refused, also when many come at once", async () => {
      const { atOnce, perDay } = quotaOf(ann);
      const outcomes = await Promise.allSettled(Array.from({ length: atOnce + 3 }, () => ask()));
      const refused = outcomes.filter((one) => one.status === "rejected");
      expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(3).fill("TOO_OFTEN"));
      await ask(bob);
      await store.db.execute(sql`update server_runs set state = 'finished'`);
      await store.db.execute(sql`
        insert into server_runs (id, paper_id, preset, seeds, user_id, state, requested_at)
        select gen_random_uuid(), paper_id, preset, seeds, user_id, 'cancelled', now() - interval '23 hours'
        from server_runs, generate_series(1, ${perDay}) where user_id = ${(ann as { id: number }).id} limit ${perDay}`);
      const error = await ask().catch((error: unknown) => error as { code: string; retryAfterSeconds: number });
      expect(error).toMatchObject({ code: "TOO_OFTEN" });
      expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(3_000);
      expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeLessThanOrEqual(3_600);
    });
  });

  describe("computed", () => {
    test("are told as they go on, from any place, and once", async () => {
      const id = await ask();
      const attempt = (await work.begin(starting(id)))!;
      expect(attempt).toBe(1);
      await work.append(id, attempt, batchOf(0, { points: drawn(3), notes: ["begun"] }), half);
      expect(await all.status(id)).toMatchObject({ state: "running", ...half });
      const [first] = await everything(id);
      expect(first).toMatchObject({ points: drawn(3), measurements: [], notes: ["begun"], restarted: false });
      for (let sequence = 1; sequence <= 7; sequence++)
        await work.append(
          id,
          attempt,
          batchOf(sequence, { points: drawn(2), measurements: measured("halves", [0.5]) }),
          half,
        );
      await work.finish(id, attempt, ending());
      const later = await everything(id, first.cursor);
      expect(later.flatMap(({ points }) => points)).toHaveLength(14);
      expect(later.flatMap(({ measurements }) => measurements)).toEqual(Array(7).fill(measured("halves", [0.5])[0]));
      expect(later.at(-1)!.status).toMatchObject({ state: "finished", fraction: 1 });
      const { cursor } = later.at(-1)!;
      expect(await all.news(id, cursor)).toMatchObject({
        cursor,
        points: [],
        measurements: [],
        notes: [],
        more: false,
      });
      expect((await store.catalogue.run(id))!.record).toMatchObject({
        origin: "server",
        state: "finished",
        notes: ["begun"],
      });
    });

    test("are told from their beginning to whoever names no place that there is", async () => {
      const id = await ask();
      await work.begin(starting(id));
      await work.append(id, 1, batchOf(0, { points: drawn(3) }), half);
      for (const cursor of [
        "",
        "nonsense",
        "1.2",
        "9.9.9.9",
        "1.-1.0.0",
        "99999999999.0.0.0",
        "1.0.0.0; drop table runs",
      ])
        expect((await all.news(id, cursor))!.points).toEqual(drawn(3));
    });

    test("by an earlier try count no more", async () => {
      const id = await ask();
      await work.begin(starting(id));
      await work.append(id, 1, batchOf(0, { points: drawn(3), measurements: measured("halves", [0.9]) }), half);
      const [before] = await everything(id);
      await silence(id);
      expect(await all.status(id)).toMatchObject({ state: "waiting", lost: 1 });
      expect(await work.begin(starting(id))).toBe(2);
      const late = expect.objectContaining({ code: "RUN_ENDED" }) as Error;
      await expect(work.append(id, 1, batchOf(1), half)).rejects.toEqual(late);
      await expect(work.append(id, 1, batchOf(0), half)).rejects.toEqual(late);
      await expect(work.finish(id, 1, ending())).rejects.toEqual(late);
      await work.release(id, 1);
      await work.append(id, 2, batchOf(0, { points: drawn(1) }), half);
      const [news] = await everything(id, before.cursor);
      expect(news).toMatchObject({ restarted: true, points: drawn(1), measurements: [] });
      expect(news.notes).toEqual([expect.stringMatching(/worker died once.*try 2/)]);
      await work.finish(id, 2, ending());
      expect((await store.catalogue.run(id))!.record.notes).toEqual(news.notes);
    });

    test("whose process is known to be dead wait at once, and are given up when three workers have died", async () => {
      const id = await ask();
      for (let attempt = 1; attempt <= 3; attempt++) {
        expect(await work.begin(starting(id, { process: dead }))).toBe(attempt);
        expect(await all.status(id)).toMatchObject({ state: "waiting", lost: attempt });
      }
      expect(await work.begin(starting(id))).toBeNull();
      expect(await all.status(id)).toMatchObject({ state: "failed", error: "given up: its worker died 3 times" });
      expect((await store.catalogue.run(id))!.record.state).toBe("failed");
    });

    test("by a worker that stops in order wait for the next, and nobody has died", async () => {
      const id = await ask();
      await work.begin(starting(id));
      await work.append(id, 1, batchOf(0, { points: drawn(3) }), half);
      await work.release(id, 1);
      expect(await state(id)).toBe("waiting");
      expect(await work.begin(starting(id))).toBe(2);
      expect(await everything(id)).toMatchObject([{ notes: [], points: [], status: { lost: 0 } }]);
    });

    test("in vain say why", async () => {
      const id = await ask();
      await work.fail(id, "this version has no such experiment");
      expect(await all.status(id)).toMatchObject({ state: "failed", error: "this version has no such experiment" });
      expect(await work.begin(starting(id))).toBeNull();
    });
  });

  describe("cancelled", () => {
    test("while they wait have ended, and nobody begins them", async () => {
      const id = await ask();
      expect(await all.cancel(ann, id)).toMatchObject({ state: "cancelled" });
      expect(await work.begin(starting(id))).toBeNull();
      expect(await store.catalogue.run(id)).toBeNull();
      expect(await all.cancel(ann, id)).toMatchObject({ state: "cancelled" });
    });

    test("while they are computed are told to their worker, twice as well as once", async () => {
      const id = await ask();
      await work.begin(starting(id));
      expect(await work.append(id, 1, batchOf(0), half)).toEqual({ cancelling: false });
      const outcomes = await Promise.all([all.cancel(ann, id), all.cancel(ann, id)]);
      expect(outcomes).toMatchObject(Array(2).fill({ state: "running", cancelling: true }));
      expect(await work.append(id, 1, batchOf(1), half)).toEqual({ cancelling: true });
      await work.finish(id, 1, ending("cancelled"));
      expect(await all.status(id)).toMatchObject({ state: "cancelled", cancelling: false });
    });

    test("where their worker is silent have ended, and it hears so when it speaks again", async () => {
      const id = await ask();
      await work.begin(starting(id));
      await silence(id);
      expect(await all.cancel(ann, id)).toMatchObject({ state: "cancelled" });
      await expect(work.append(id, 1, batchOf(0), half)).rejects.toMatchObject({ code: "RUN_ENDED" });
      expect((await store.catalogue.run(id))!.record.state).toBe("cancelled");
    });

    test("too late, by somebody else, or where there are none, are refused", async () => {
      const id = await ask();
      expect(await Promise.all([ann, bob, visitor, admin].map((who) => all.mayCancel(who, id)))).toEqual([
        ...[true, false, false, true],
      ]);
      for (const other of [bob, visitor])
        await expect(all.cancel(other, id)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await work.begin(starting(id));
      await work.finish(id, 1, ending());
      await expect(all.cancel(ann, id)).rejects.toMatchObject({ code: "RUN_ENDED" });
      expect(await all.mayCancel(ann, id)).toBe(false);
      for (const none of [randomUUID(), "", "'; drop table server_runs"])
        await expect(all.cancel(ann, none)).rejects.toMatchObject({ code: "NO_SUCH_RUN" });
      const elsewhere = runOf();
      await store.catalogue.saveRun(elsewhere);
      await expect(all.cancel(admin, elsewhere.id)).rejects.toMatchObject({ code: "NO_SUCH_RUN" });
    });

    test("by an admin, or a command of this machine, whoever asked for them", async () => {
      for (const by of [admin, command])
        expect(await all.cancel(by, await ask())).toMatchObject({ state: "cancelled" });
    });
  });

  describe("followed", () => {
    test("tell everything to all who follow, until they have ended", async () => {
      const id = await ask();
      const seen: RunNews[][] = [[], []];
      const never = new AbortController().signal;
      const following = seen.map(async (news) => {
        for await (const one of all.follow(id, null, never)) news.push(one);
      });
      await expect.poll(() => seen.every(({ length }) => length === 1)).toBe(true);
      await work.begin(starting(id));
      await work.append(id, 1, batchOf(0, { points: drawn(3) }), half);
      await expect.poll(() => seen[0].flatMap(({ points }) => points).length).toBe(3);
      await work.append(id, 1, batchOf(1, { measurements: measured("halves", [0.5]) }), half);
      await work.finish(id, 1, ending());
      await Promise.all(following);
      for (const news of seen) {
        expect(news.flatMap(({ points }) => points)).toEqual(drawn(3));
        expect(news.flatMap(({ measurements }) => measurements)).toEqual(measured("halves", [0.5]));
        expect([news[0].status.state, news.at(-1)!.status.state]).toEqual(["waiting", "finished"]);
      }
    });

    test("end for whoever leaves, when the process stops, and where there is no such run", async () => {
      const id = await ask();
      const drain = async (signal: AbortSignal, of = id) => {
        for await (const news of all.follow(of, null, signal)) expect(news.status.state).toBe("waiting");
      };
      const leaving = new AbortController();
      const left = drain(leaving.signal);
      leaving.abort();
      await left;
      await drain(new AbortController().signal, randomUUID());
      const stopped = drain(new AbortController().signal);
      all.stop();
      await stopped;
    });

    test("and computed elsewhere, by the command line, are told too", async () => {
      const run = startOf({ seeds: [1], startedAt: new Date().toISOString() });
      await store.catalogue.startRun(run);
      await store.catalogue.appendRun(run.id, batchOf(0, { points: drawn(2) }));
      expect(await all.news(run.id)).toMatchObject({ points: drawn(2), status: { state: "running", onServer: false } });
    });
  });

  test("that were deleted are nowhere", async () => {
    const id = await ask();
    await work.begin(starting(id));
    await work.finish(id, 1, ending());
    await deleteRuns(store.db, null, { ids: [id] });
    expect([await all.status(id), await all.news(id)]).toEqual([null, null]);
  });

  test("are jobs: taken in their order, also those that were asked for while nobody worked", async () => {
    const ids = [await ask(ann)];
    // Of a process that sends only, before any has worked.
    await jobs.connect();
    ids.push(await ask(bob));
    await jobs.stop();
    const taken: Order[] = [];
    work.take(async (order) => {
      taken.push(order);
      await work.begin(starting(order.id));
      await work.finish(order.id, 1, ending());
    });
    await jobs.start((error) => expect(error).toBeNull());
    await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(2);
    ids.push(await ask(ann));
    await expect.poll(() => taken.map(({ id }) => id), { timeout: 20_000 }).toEqual(ids);
    await expect.poll(() => state(ids[2]), { timeout: 20_000 }).toBe("finished");
  });
});

test("a server that computes none says so", async () => {
  const { request, refusal } = createServerRuns(null as never, {
    jobs: null as never,
    disk: unlimited,
    computed: false,
  });
  await expect(request(command, { paper: "paper-a" })).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  expect(await refusal(command)).toContain("PAPERTAPE_RUN_CORES");
});
