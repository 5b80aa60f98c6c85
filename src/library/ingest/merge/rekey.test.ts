import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { authors, follows, paperAuthors, papers, settings, users } from "../../schema/index.ts";
import { draftOf } from "../../testing/drafts.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import { rekeyStore } from "./rekey.ts";

overBothDrivers("keys of an earlier version", (store) => {
  const take = (name: string, title: string) =>
    store.catalogue.ingest({
      source: "test",
      asOf: "2026-11-23",
      drafts: [draftOf({ title, authors: [{ name }] })],
      rejected: [],
    });

  test("are made anew, once; an author in two spellings is one, and followed as one", async () => {
    await take("Bo Sorensen", "Wires");
    await take("Jo Ågård Ødum", "Größere Straßen in Łódź");
    await take("Bo Other", "Lamps");
    await store.db
      .update(papers)
      .set({ titleKey: "größerestraßeninłodz" })
      .where(eq(papers.title, "Größere Straßen in Łódź"));
    await store.db.update(authors).set({ nameKey: "joagardødum" }).where(eq(authors.name, "Jo Ågård Ødum"));
    await store.db
      .update(authors)
      .set({ name: "Bo Sørensen", nameKey: "bosørensen" })
      .where(eq(authors.name, "Bo Other"));
    const [{ id: userId }] = await store.db
      .insert(users)
      .values({ email: "ann@example.org", name: "ann" })
      .returning({ id: users.id });
    const follow = (value: string) => ({ userId, kind: "author" as const, value, label: value });
    await store.db.insert(follows).values(["bosorensen", "bosørensen", "joagardødum"].map(follow));
    await store.db.delete(settings).where(eq(settings.key, "identity-keys"));

    await rekeyStore(store.db);
    const keys = await store.db.select({ key: papers.titleKey }).from(papers).orderBy(asc(papers.titleKey));
    expect(keys.map(({ key }) => key)).toEqual(["grosserestrasseninlodz", "lamps", "wires"]);
    const names = await store.db.select({ key: authors.nameKey }).from(authors).orderBy(asc(authors.nameKey));
    expect(names.map(({ key }) => key)).toEqual(["bosorensen", "joagardodum"]);
    expect(new Set((await store.db.select().from(paperAuthors)).map(({ authorId }) => authorId)).size).toBe(2);
    const followed = await store.db.select({ value: follows.value }).from(follows).orderBy(asc(follows.value));
    expect(followed.map(({ value }) => value)).toEqual(["bosorensen", "joagardodum"]);

    await store.db.update(papers).set({ titleKey: "old" }).where(eq(papers.title, "Wires"));
    await rekeyStore(store.db);
    expect((await store.db.select().from(papers).where(eq(papers.titleKey, "old"))).length).toBe(1);
  });
});
