import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments, papers, sessions, signInLinks, users, votes } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createReaders } from "./readers.ts";
import { hashOf } from "./secret.ts";

const ann = "ann@example.org";
const start = new Date("2026-05-01T12:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const at = { agent: "Test Browser" };

overBothDrivers("accounts", (store) => {
  const readers = () => createReaders(store.db);
  const linkFor = async (email: string, now?: Date) => (await readers().requestLink(email, "/runs", now))!.token;
  const join = async (email: string) => (await readers().useLink(await linkFor(email), at))!;
  const firstAdmin = () => join("admin@example.org");
  const member = async (email = ann) => {
    const { reader } = await firstAdmin();
    return { admin: reader.id, ...(await readers().invite(reader.id, email, "reader")) };
  };

  describe("a link", () => {
    test("signs in once, leads where its reader wanted to go, and is kept as a hash only", async () => {
      const token = await linkFor(ann);
      const [row] = await store.db.select().from(signInLinks);
      expect(JSON.stringify(row)).not.toContain(token);
      expect(row.hash).toBe(hashOf(token));
      const entry = await readers().useLink(token, at);
      expect(entry).toMatchObject({ next: "/runs", reader: { email: ann } });
      expect(await readers().bySession(entry!.session)).toEqual(entry!.reader);
      expect(await readers().useLink(token, at)).toBeNull();
    });
    test("is not burnt by being looked at", async () => {
      const token = await linkFor(ann);
      for (let i = 0; i < 3; i++) expect(await readers().readLink(token)).toEqual({ email: ann, newcomer: true });
      expect(await readers().useLink(token, at)).not.toBeNull();
      expect(await readers().readLink(token)).toBeNull();
    });
    test("lets one of two clicks at the same time in, and ten make one account", async () => {
      const token = await linkFor(ann);
      const entries = await Promise.all(Array.from({ length: 10 }, () => readers().useLink(token, at)));
      expect(entries.filter((entry) => entry !== null)).toHaveLength(1);
      expect(await store.db.select().from(sessions)).toHaveLength(1);
      expect(await store.db.select().from(users)).toHaveLength(1);
    });
    test.each([
      [899, true],
      [899.999, true],
      [900, false],
      [901, false],
    ])("after %d s still works: %s", async (seconds, works) => {
      const token = await linkFor(ann, start);
      expect((await readers().readLink(token, later(seconds))) !== null).toBe(works);
      expect((await readers().useLink(token, at, later(seconds))) !== null).toBe(works);
    });
    test("of an invitation works for a week, once, and not for who has been here", async () => {
      const { admin, ...invited } = await member();
      const { token } = (await readers().invitation(invited.id, start))!;
      expect(await readers().readLink(token, later(7 * 86_400 - 1))).toEqual({ email: ann, newcomer: true });
      expect(await readers().readLink(token, later(7 * 86_400))).toBeNull();
      const entry = await readers().useLink(token, { ...at, name: "Ann" }, later(6 * 86_400));
      expect(entry).toMatchObject({ next: "/", reader: { id: invited.id, name: "Ann" } });
      expect(await readers().useLink(token, at, later(6 * 86_400))).toBeNull();
      expect(await readers().invitation(invited.id)).toBeNull();
      const other = await readers().invite(admin, "bob@example.org", "reader");
      await readers().setDisabled(admin, other.id, true);
      expect(await readers().invitation(other.id)).toBeNull();
    });
    test("that was made up, or is the hash in the database, lets nobody in", async () => {
      const token = await linkFor(ann);
      for (const guess of ["", "x", hashOf(token), `${token}x`]) expect(await readers().useLink(guess, at)).toBeNull();
    });
    test("takes the other links to the same address with it, and leaves those to others", async () => {
      const { admin } = await member();
      await readers().invite(admin, "bob@example.org", "reader");
      const [one, two, bobs] = [await linkFor(ann), await linkFor(ann), await linkFor("bob@example.org")];
      await readers().useLink(two, at);
      expect(await readers().useLink(one, at)).toBeNull();
      expect(await readers().useLink(bobs, at)).not.toBeNull();
    });
    test("still works after a name that is none: nothing is half done", async () => {
      const token = await linkFor(ann);
      await expect(readers().useLink(token, { ...at, name: "a\u202eb" })).rejects.toMatchObject({
        code: "INVALID_NAME",
      });
      expect(await store.db.select().from(users)).toHaveLength(0);
      expect((await readers().useLink(token, { ...at, name: " Ann  Other " }))?.reader.name).toBe("Ann Other");
    });
    test("replaces the session it was followed from", async () => {
      const { session } = await join(ann);
      const entry = await readers().useLink(await linkFor(ann), { ...at, previous: session });
      expect(entry!.session).not.toBe(session);
      expect(await readers().bySession(session)).toBeNull();
    });
  });

  describe("who may come in", () => {
    test("the first becomes admin, and of several firsts one", async () => {
      const tokens = await Promise.all([1, 2, 3, 4].map((n) => linkFor(`p${n}@example.org`)));
      const entries = await Promise.all(tokens.map((token) => readers().useLink(token, at)));
      expect(entries.flatMap((entry) => entry?.reader.role ?? [])).toEqual(["admin"]);
      expect(await store.db.select().from(users)).toHaveLength(1);
    });
    test("the first takes over what the owner of a single-user installation had", async () => {
      const owner = await readers().owner();
      expect((await firstAdmin()).reader).toMatchObject({ id: owner.id, role: "admin", email: "admin@example.org" });
      expect(await readers().owner()).toMatchObject({ id: owner.id });
    });
    test("then only people who were invited, whatever the case of their address", async () => {
      await member("Ann@Example.org");
      expect(await readers().requestLink("bob@example.org", "/")).toBeNull();
      expect(await readers().requestLink("not an address", "/")).toBeNull();
      expect((await join("ann@example.ORG")).reader.role).toBe("reader");
    });
    test("or everybody, while registration is open", async () => {
      const { admin } = await member();
      await readers().setRegistration(admin, true);
      expect((await join("bob@example.org")).reader).toMatchObject({ role: "reader", name: "bob" });
      const link = await linkFor("carol@example.org");
      await readers().setRegistration(admin, false);
      expect(await readers().useLink(link, at)).toBeNull();
    });
    test("nobody whose account is disabled, with a link, a session or a token from before", async () => {
      const { admin, id } = await member();
      const { session } = await join(ann);
      const token = await readers().createToken(id, { name: "t", scope: "write" });
      const link = await linkFor(ann);
      await readers().setDisabled(admin, id, true);
      expect(await readers().useLink(link, at)).toBeNull();
      expect(await readers().bySession(session)).toBeNull();
      expect(await readers().byToken(token)).toBeNull();
      expect(await readers().requestLink(ann, "/")).toBeNull();
      await readers().setDisabled(admin, id, false);
      expect(await readers().bySession(session)).toBeNull();
      expect(await join(ann)).toMatchObject({ reader: { id } });
    });
  });

  describe("sessions", () => {
    test("are listed to their owner, and end one by one or all at once", async () => {
      const here = await join(ann);
      const { id } = here.reader;
      const elsewhere = await join(ann);
      const lines = await readers().sessions(id, here.session);
      expect(lines.map(({ current }) => current).toSorted()).toEqual([false, true]);
      expect(lines[0]).toMatchObject({ agent: "Test Browser" });
      await readers().endSessionOf(id + 1, lines.find(({ current }) => !current)!.id);
      expect(await readers().bySession(elsewhere.session)).not.toBeNull();
      await readers().endSessionOf(id, lines.find(({ current }) => !current)!.id);
      expect(await readers().bySession(elsewhere.session)).toBeNull();
      await join(ann);
      await readers().endSessionsOf(id, here.session);
      expect(await readers().sessions(id)).toHaveLength(1);
      await readers().endSessionsOf(id);
      expect(await readers().bySession(here.session)).toBeNull();
    });
    test("live thirty days from their last use", async () => {
      const { session } = await join(ann);
      const age = (days: number) =>
        store.db.update(sessions).set({
          seenAt: sql`now() - ${days} * interval '1 day'`,
          expiresAt: sql`now() + (30 - ${days}) * interval '1 day'`,
        });
      await age(29);
      expect(await readers().bySession(session)).not.toBeNull();
      const [{ expiresAt }] = await store.db.select().from(sessions);
      expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(29.9 * 86_400_000);
      await age(31);
      expect(await readers().bySession(session)).toBeNull();
    });
  });

  describe("personal tokens", () => {
    test("are shown once, kept as hashes, and gone when revoked by their owner", async () => {
      const { id } = await member();
      const token = await readers().createToken(id, { name: " my script ", scope: "read" });
      expect(token).toMatch(/^pt_[\w-]{43}$/);
      expect(await readers().byToken(token)).toMatchObject({ reader: { id }, scope: "read" });
      const [line] = await readers().tokens(id);
      expect(line).toMatchObject({ name: "my script", scope: "read" });
      expect(JSON.stringify([line, await readers().everythingOf(id)])).not.toContain(hashOf(token));
      await readers().revokeToken(id + 1, line.id);
      expect(await readers().byToken(token)).not.toBeNull();
      await readers().revokeToken(id, line.id);
      expect(await readers().byToken(token)).toBeNull();
    });
  });

  describe("admins", () => {
    test("invite an address once", async () => {
      const { admin } = await member();
      await expect(readers().invite(admin, "ANN@example.org", "editor")).rejects.toMatchObject({
        code: "ADDRESS_TAKEN",
      });
      await expect(readers().invite(admin, "a@b, c@d", "editor")).rejects.toMatchObject({ code: "INVALID_ADDRESS" });
    });
    test("cannot all be gone: the last is not demoted, disabled or deleted, not even two by each other at once", async () => {
      const { admin, id } = await member();
      for (const work of [
        () => readers().setRole(admin, admin, "reader"),
        () => readers().setDisabled(admin, admin, true),
        () => readers().deleteAccount(admin),
      ])
        await expect(work()).rejects.toMatchObject({ code: "LAST_ADMIN" });
      await readers().setRole(admin, id, "admin");
      const results = await Promise.allSettled([
        readers().setRole(admin, id, "reader"),
        readers().setRole(id, admin, "reader"),
      ]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect((await readers().people()).filter(({ role }) => role === "admin")).toHaveLength(1);
    });
  });

  describe("an account", () => {
    const busy = async () => {
      const { id } = await member();
      const [paper] = await store.db
        .insert(papers)
        .values({ slug: "p", title: "P", titleKey: "p" })
        .returning({ id: papers.id });
      await store.db.insert(votes).values({ paperId: paper.id, userId: id });
      await store.db.insert(comments).values({ paperId: paper.id, userId: id, markdown: "well said" });
      return id;
    };
    test("is exported with everything that belongs to it, and with nothing of others", async () => {
      const id = await busy();
      const all = await readers().everythingOf(id);
      expect(all.users).toMatchObject([{ id, email: ann }]);
      expect(all.votes).toHaveLength(1);
      expect(all.comments).toMatchObject([{ markdown: "well said" }]);
      expect(Object.keys(all)).toEqual(expect.arrayContaining(["sessions", "api_tokens", "bookmarks", "audit_log"]));
      expect(JSON.stringify(all)).not.toContain("admin@example.org");
    });
    test("is deleted with what was private to it; its public words stay without a name", async () => {
      const id = await busy();
      await readers().deleteAccount(id);
      expect(await store.db.select().from(votes)).toHaveLength(0);
      expect(await store.db.select().from(comments)).toMatchObject([{ userId: null, markdown: "well said" }]);
      expect(await store.db.select().from(users).where(eq(users.id, id))).toHaveLength(0);
      expect(await readers().requestLink(ann, "/")).toBeNull();
    });
  });
});
