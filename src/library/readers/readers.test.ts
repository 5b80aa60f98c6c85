import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createAudit } from "../audit/audit.ts";
import { apiTokens, sessions, users } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createReaders } from "./readers.ts";
import { hashOf } from "./secret.ts";
import { readerOfSession } from "./sessions.ts";

overBothDrivers("readers", (store) => {
  const readers = () => createReaders(store.db);

  describe("the owner of a single-user installation", () => {
    test("is one admin, made once, however many ask at once", async () => {
      const owners = await Promise.all(Array.from({ length: 8 }, () => readers().owner()));
      expect(new Set(owners.map(({ id }) => id)).size).toBe(1);
      expect(owners[0]).toMatchObject({ email: null, role: "admin" });
    });
    test("is the oldest admin where there are several", async () => {
      await store.db.insert(users).values([
        { name: "R", emailKey: "r@x", role: "reader" },
        { name: "A", emailKey: "a@x", role: "admin" },
        { name: "B", emailKey: "b@x", role: "admin" },
      ]);
      expect((await readers().owner()).name).toBe("A");
    });
  });

  describe("the audit log", () => {
    test("lists the newest first, page by page, and keeps an entry when its account goes", async () => {
      const audit = createAudit(store.db);
      const { id } = await readers().owner();
      await audit.record({ userId: id, action: "role changed", subject: "user 3", details: { to: "editor" } });
      await audit.record({ userId: null, action: "backup made", subject: "a.backup" });
      const [newest, oldest] = await audit.list();
      expect(newest).toMatchObject({ action: "backup made", userId: null, name: null, details: {} });
      expect(oldest).toMatchObject({ action: "role changed", name: "Owner", details: { to: "editor" } });
      expect(await audit.list({ before: newest.id })).toEqual([oldest]);
      await store.db.delete(users).where(eq(users.id, id));
      expect((await audit.list())[1]).toMatchObject({ action: "role changed", userId: null, name: null });
    });
  });

  describe("somebody is known again", () => {
    const person = async () => (await readers().owner()).id;
    const disable = () => store.db.update(users).set({ disabledAt: sql`now()` });

    test("by a session that has not expired, until the account is disabled", async () => {
      const token = randomBytes(32).toString("base64url");
      const userId = await person();
      await store.db.insert(sessions).values({ hash: hashOf(token), userId, expiresAt: new Date(Date.now() + 5000) });
      expect((await readers().bySession(token))?.id).toBe(userId);
      expect(await readers().bySession(hashOf(token))).toBeNull();
      expect(await readerOfSession(store.db, token, new Date(Date.now() + 6000))).toBeNull();
      await disable();
      expect(await readers().bySession(token)).toBeNull();
    });
    test("by a personal token with its scope, until the account is disabled", async () => {
      const userId = await person();
      await store.db.insert(apiTokens).values({ name: "t", hash: hashOf("pt_x"), scope: "read", userId });
      expect(await readers().byToken("pt_x")).toMatchObject({ reader: { id: userId }, scope: "read" });
      expect(await readers().byToken("pt_y")).toBeNull();
      await disable();
      expect(await readers().byToken("pt_x")).toBeNull();
    });
  });
});
