/** One collection: for everybody who may read it, and to be changed by its owner. */
import type { Visibility } from "#library/community/collections";
import { listFiles } from "$lib/server/lists/files";
import { context } from "$lib/server/context";
import { toEntry } from "$lib/server/lists/entries";
import { acting, fieldOf } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { standingOf } from "$lib/server/papers/marks";
import { requireReader } from "$lib/server/guard/reader";
import { error, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad, RequestEvent } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { community } = context().library;
  const collection = await community.collections.read(event.params.id, event.locals.reader?.id ?? null);
  if (collection === null) error(404, { message: "There is no such collection, or it is not shared with you." });
  const { entries, ...about } = collection;
  const papers = await community.papers(entries.map(({ slug }) => slug));
  const notes = new Map(entries.map(({ slug, note }) => [slug, note]));
  const shown = papers.map((paper) => ({ ...toEntry(paper), note: notes.get(paper.slug) ?? "" }));
  return {
    collection: about,
    entries: shown,
    standing: await standingOf(event, [{ entries: shown }]),
    files: listFiles,
  };
};

const changing =
  (name: string, work: (data: FormData, readerId: number, id: string) => Promise<string | void>) =>
  async (event: RequestEvent) => {
    const reader = requireReader(event);
    const data = await event.request.formData();
    const outcome = await acting(name, data, async () => {
      await notTooOften(reader, "collection");
      return (await work(data, reader.id, event.params.id)) ?? event.url.pathname;
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  };

const collections = () => context().library.community.collections;

export const actions = {
  change: changing("change", (data, readerId, id) =>
    collections().change(readerId, id, {
      title: fieldOf(data, "title"),
      description: fieldOf(data, "description"),
      visibility: fieldOf(data, "visibility") as Visibility,
    }),
  ),
  remove: changing("remove", async (_, readerId, id) => {
    await collections().remove(readerId, id);
    return "/collections";
  }),
  note: changing("note", (data, readerId, id) =>
    collections().add(readerId, id, fieldOf(data, "slug"), fieldOf(data, "note")),
  ),
  take: changing("take", (data, readerId, id) => collections().take(readerId, id, fieldOf(data, "slug"))),
  /** One place up or down. */
  move: changing("move", async (data, readerId, id) => {
    const slugs = (await collections().read(id, readerId))?.entries.map(({ slug }) => slug) ?? [];
    const from = slugs.indexOf(fieldOf(data, "slug"));
    const to = from + (fieldOf(data, "by") === "up" ? -1 : 1);
    if (from >= 0 && to >= 0 && to < slugs.length) {
      slugs.splice(to, 0, ...slugs.splice(from, 1));
      await collections().arrange(readerId, id, slugs);
    }
  }),
} satisfies Actions;
