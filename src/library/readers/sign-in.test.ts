import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments, papers, rateLimits, sessions, settings, signInLinks, users, votes } from "../schema/index.ts";
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
  /** As whoever started the server, where nobody administers it yet. */
  const owned = async () => ({ ...at, code: (await readers().newOwnerCode()) ?? undefined });
  const join = async (email: string) => (await readers().useLink(await linkFor(email), await owned()))!;
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
      const entry = await readers().useLink(token, await owned());
      expect(entry).toMatchObject({ next: "/runs", reader: { email: ann } });
      expect(await readers().bySession(entry!.session)).toEqual(entry!.reader);
      expect(await readers().useLink(token, await owned())).toBeNull();
    });
    test("is not burnt by being looked at", async () => {
      const token = await linkFor(ann);
      for (let i = 0; i < 3; i++) expect(await readers().readLink(token)).toMatchObject({ email: ann, newcomer: true });
      expect(await readers().useLink(token, await owned())).not.toBeNull();
      expect(await readers().readLink(token)).toBeNull();
    });
    test("lets one of two clicks at the same time in, and ten make one account", async () => {
      const token = await linkFor(ann);
      const use = await owned();
      const entries = await Promise.all(Array.from({ length: 10 }, () => readers().useLink(token, use)));
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
      expect((await readers().useLink(token, await owned(), later(seconds))) !== null).toBe(works);
    });
    test("of an invitation works for a week, once, and not for who has been here", async () => {
      const { admin, ...invited } = await member();
      const { token } = (await readers().invitation(invited.id, start))!;
      expect(await readers().readLink(token, later(7 * 86_400 - 1))).toMatchObject({
        email: ann,
        newcomer: true,
        unclaimed: false,
      });
      expect(await readers().readLink(token, later(7 * 86_400))).toBeNull();
      const entry = await readers().useLink(token, { ...(await owned()), name: "Ann" }, later(6 * 86_400));
      expect(entry).toMatchObject({ next: "/", reader: { id: invited.id, name: "Ann" } });
      expect(await readers().useLink(token, await owned(), later(6 * 86_400))).toBeNull();
      expect(await readers().invitation(invited.id)).toBeNull();
      const other = await readers().invite(admin, "bob@example.org", "reader");
      await readers().setDisabled(admin, other.id, true);
      expect(await readers().invitation(other.id)).toBeNull();
    });
    test("that was made up, or is the hash in the database, lets nobody in", async () => {
      const token = await linkFor(ann);
      for (const guess of ["", "x", hashOf(token), `${token}x`])
        expect(await readers().useLink(guess, await owned())).toBeNull();
    });
    test("takes the other links to the same address with it, and leaves those to others", async () => {
      const { admin } = await member();
      await readers().invite(admin, "bob@example.org", "reader");
      const [one, two, bobs] = [await linkFor(ann), await linkFor(ann), await linkFor("bob@example.org")];
      await readers().useLink(two, await owned());
      expect(await readers().useLink(one, await owned())).toBeNull();
      expect(await readers().useLink(bobs, await owned())).not.toBeNull();
    });
    test("still works after a name that is none: nothing is half done", async () => {
      const token = await linkFor(ann);
      await expect(readers().useLink(token, { ...(await owned()), name: "a\u202eb" })).rejects.toMatchObject({
        code: "INVALID_NAME",
      });
      expect(await store.db.select().from(users)).toHaveLength(0);
      expect((await readers().useLink(token, { ...(await owned()), name: " Ann  Other " }))?.reader.name).toBe(
        "Ann Other",
      );
    });
    test("replaces the session it was followed from", async () => {
      const { session } = await join(ann);
      const entry = await readers().useLink(await linkFor(ann), { ...(await owned()), previous: session });
      expect(entry!.session).not.toBe(session);
      expect(await readers().bySession(session)).toBeNull();
    });
  });

  describe("who may come in", () => {
    test("the first with the code of the console becomes admin, and of several firsts one", async () => {
      const tokens = await Promise.all([1, 2, 3, 4].map((n) => linkFor(`p${n}@example.org`)));
      const use = await owned();
      const entries = await Promise.all(tokens.map((token) => readers().useLink(token, use)));
      expect(entries.flatMap((entry) => entry?.reader.role ?? [])).toEqual(["admin"]);
      expect(await store.db.select().from(users)).toHaveLength(1);
    });
    test("a stranger who is faster does not, and takes nothing of the owner's", async () => {
      await readers().owner();
      const code = (await readers().newOwnerCode())!;
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const token = await linkFor("stranger@example.org");
      expect(await readers().readLink(token)).toMatchObject({ newcomer: true, unclaimed: true });
      const refusal = { code: "WRONG_CODE" };
      await expect(readers().useLink(token, at)).rejects.toMatchObject(refusal);
      for (const guess of ["0000-0000-0000-0000", hashOf(code), code.slice(1), `${code}0`, "%", "null"])
        await expect(readers().useLink(token, { ...at, code: guess })).rejects.toMatchObject(refusal);
      expect(await store.db.select({ email: users.email, role: users.role }).from(users)).toEqual([
        { email: null, role: "admin" },
      ]);
      // As people type it, and once.
      const typed = ` ${code.toLowerCase().replaceAll("-", " ").replaceAll("1", "l").replaceAll("0", "o")} `;
      expect((await readers().useLink(await linkFor(ann), { ...at, code: typed }))?.reader.role).toBe("admin");
      expect(await readers().newOwnerCode()).toBeNull();
      expect(await readers().useLink(token, { ...at, code })).toBeNull();
    });
    test("a code is that of the last start, and lies in no table", async () => {
      const [before, code] = [await readers().newOwnerCode(), await readers().newOwnerCode()];
      const kept = JSON.stringify(await store.db.select().from(settings));
      expect(kept).not.toContain(code!.replaceAll("-", ""));
      const token = await linkFor(ann);
      await expect(readers().useLink(token, { ...at, code: before! })).rejects.toMatchObject({ code: "WRONG_CODE" });
      await expect(readers().useLink(token, { ...at, code: code!, name: "a\u202eb" })).rejects.toMatchObject({
        code: "INVALID_NAME",
      });
      // Nothing is half done: the code still works.
      expect((await readers().useLink(token, { ...at, code: code! }))?.reader.role).toBe("admin");
    });
    test("a member whom the owner invited before comes in as that, or with the code as admin", async () => {
      const owner = await readers().owner();
      await readers().invite(owner.id, ann, "reader");
      const code = (await readers().newOwnerCode())!;
      expect((await readers().useLink(await linkFor(ann), at))?.reader.role).toBe("reader");
      const wrong = readers().useLink(await linkFor(ann), { ...at, code: "x" });
      await expect(wrong).rejects.toMatchObject({ code: "WRONG_CODE" });
      expect((await readers().useLink(await linkFor(ann), { ...at, code }))?.reader.role).toBe("admin");
    });
    test("whoever registers where that is open, before anybody administers, is a reader", async () => {
      const owner = await readers().owner();
      await readers().setRegistration(owner.id, true);
      expect((await readers().useLink(await linkFor(ann), at))?.reader.role).toBe("reader");
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
      expect(await readers().useLink(link, await owned())).toBeNull();
    });
    test("nobody whose account is disabled, with a link, a session or a token from before", async () => {
      const { admin, id } = await member();
      const { session } = await join(ann);
      const token = await readers().createToken(id, { name: "t", scope: "write" });
      const link = await linkFor(ann);
      await readers().setDisabled(admin, id, true);
      expect(await readers().useLink(link, await owned())).toBeNull();
      expect(await readers().bySession(session)).toBeNull();
      expect(await readers().byToken(token)).toBeNull();
      expect(await readers().requestLink(ann, "/")).toBeNull();
      await readers().setDisabled(admin, id, false);
      expect(await readers().bySession(session)).toBeNull();
      expect(await join(ann)).toMatchObject({ reader: { id } });
    });
  });

  describe("however often others ask for links to an address", () => {
    const minutes = (count: number) => later(count * 60);

    test("its owner always has one that still works, and their mailbox is left alone", async () => {
      await member();
      let latest: { readonly token: string; readonly at: number } | undefined;
      let sent = 0;
      for (let minute = 0; minute <= 240; minute++) {
        const link = await readers().requestLink(ann, "/", minutes(minute));
        if (link !== null) [latest, sent] = [{ token: link.token, at: minute }, sent + 1];
        // Whenever the owner looks, for five minutes more.
        expect(await readers().readLink(latest!.token, minutes(minute + 5))).not.toBeNull();
      }
      expect(sent).toBe(3 + 24);
      // Using one makes place for others.
      expect(await readers().useLink(latest!.token, at, minutes(240))).not.toBeNull();
      for (let more = 0; more < 3; more++) expect(await readers().requestLink(ann, "/", minutes(241))).not.toBeNull();
    });
    test("all spellings of it are one", async () => {
      await member();
      await store.db.delete(rateLimits);
      const spellings = [
        ann,
        "ANN@EXAMPLE.ORG",
        " ann@example.org\u00a0",
        "ann@\uff45xample.org",
        "\uff41nn\uff20example\uff0eorg",
        "ann@example\u3002org",
        "ann@exam\u00adple.org",
        "a\u200bnn@example.org",
        "ann@e\u24e7ample.org",
      ];
      const links = [];
      for (const spelling of spellings) links.push(await readers().requestLink(spelling, "/", start));
      expect(links.filter((link) => link !== null).map(({ email }) => email)).toEqual([ann, ann, ann]);
    });
    test("names that a mailbox has beside its own count as one for strangers, and keep no account out", async () => {
      const { admin } = await member();
      await readers().setRegistration(admin, true);
      await store.db.delete(rateLimits);
      const asked = [];
      for (let n = 0; n < 9; n++) asked.push(await readers().requestLink(`ann+${n}@example.org`, "/", start));
      expect(asked.filter((link) => link !== null)).toHaveLength(3);
      expect(await readers().requestLink(ann, "/", start)).not.toBeNull();
    });
    test("a mail that could not be handed over does not count", async () => {
      await member();
      await store.db.delete(rateLimits);
      for (let n = 0; n < 9; n++) {
        const link = await readers().requestLink(ann, "/", start);
        await readers().notSent(link!);
        expect(await readers().readLink(link!.token, start)).toBeNull();
      }
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
