import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { authors, papers, settings } from "../../schema/index.ts";
import { draftOf } from "../../testing/drafts.ts";
import { prepareExtensions } from "../../store/extensions.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import { createSearch } from "../../search/create.ts";
import { titleKey } from "../draft/identity.ts";
import { TEXT } from "../text/clean.ts";
import { cleanStored } from "./clean-stored.ts";

overBothDrivers("texts of an earlier version", (store) => {
  const take = (title: string, abstract: string, name: string) =>
    store.catalogue.ingest({
      source: "test",
      asOf: "2026-11-23",
      drafts: [draftOf({ title, abstract, authors: [{ name }] })],
      rejected: [],
    });
  const titles = async () =>
    (await store.db.select({ title: papers.title }).from(papers).orderBy(asc(papers.id))).map(({ title }) => title);

  test("are cleaned once, with their names, and found by what they say then; the others are left alone", async () => {
    await take("एक", "Some text.", "Bo");
    await take("Two", "Other text.", "Jo");
    const badly = { title: "हिंंदी की क\u0902ापी", abstract: "पहला\u200b  शब्द\n\n\nदूसरा" };
    await store.db.update(papers).set(badly).where(eq(papers.title, "एक"));
    await store.db.update(authors).set({ name: "अनिलल\u0940\u0940" }).where(eq(authors.name, "Bo"));
    await store.db.delete(settings).where(eq(settings.key, "text version"));
    const [{ updatedAt }] = await store.db.select().from(papers).where(eq(papers.title, "Two"));

    expect(await cleanStored(store.db)).toBe(2);
    expect(await titles()).toEqual(["हिंदी की का\u0902पी", "Two"]);
    const [paper, other] = await store.db.select().from(papers).orderBy(asc(papers.id));
    expect(paper.abstract).toBe("पहला शब्द\n\nदूसरा");
    expect(paper.titleKey).toBe(titleKey(paper.title));
    expect(other.updatedAt).toEqual(updatedAt);
    expect((await store.db.select().from(authors).orderBy(asc(authors.id))).map(({ name }) => name)).toEqual(["अनिलली", "Jo"]); // prettier-ignore
    const { hits } = await createSearch(store.db, { extensions: await prepareExtensions(store.db) }).find({
      text: "का\u0902पी",
    });
    expect(hits.map(({ paper }) => paper.title)).toEqual(["हिंदी की का\u0902पी"]);

    await store.db.update(papers).set({ title: "क\u0902ा" }).where(eq(papers.title, "Two"));
    expect(await cleanStored(store.db)).toBe(0);
    expect(await titles()).toContain("क\u0902ा");
  });

  test("go on where a process died", async () => {
    await take("One", "Text.", "Bo");
    const [{ id }] = await store.db.select({ id: papers.id }).from(papers);
    await take("Two", "Text.", "Bo");
    await store.db.update(papers).set({ title: "क\u0902ा" });
    await store.db.insert(settings).values({ key: "text version", value: { version: TEXT, upTo: id } }); // prettier-ignore
    expect(await cleanStored(store.db)).toBe(1);
    expect(await titles()).toEqual(["क\u0902ा", "का\u0902"]);
  });
});
