/** The forms of a paper's page. Each leads back to where it stands; what is refused comes back with what was typed. */
import { sendToZotero } from "#library/citations/zotero";
import type { FollowKind } from "#library/community/follows";
import { LibraryError } from "#library/errors";
import type { Reader } from "#library/readers/reader";
import { redirect } from "@sveltejs/kit";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { requestRun } from "$lib/server/papers/server-run";
import { marking } from "$lib/server/papers/marks";
import { requireReader } from "$lib/server/guard/reader";
import type { Actions, RequestEvent } from "./$types";

/** @param work answers the fragment to come back to: "#comment-3". */
const form =
  (name: (data: FormData) => string, work: (data: FormData, reader: Reader, event: RequestEvent) => Promise<string>) =>
  async (event: RequestEvent) => {
    const reader = requireReader(event);
    const data = await event.request.formData();
    const outcome = await acting(name(data), data, () => work(data, reader, event));
    if (typeof outcome === "string") redirect(303, `${event.url.pathname}${outcome}`);
    return outcome;
  };

const about = (what: string) => (data: FormData) => `${what} ${numberOf(data, "comment")}`;

const followKind = (data: FormData): FollowKind =>
  (["paper", "topic"] as const).find((kind) => kind === fieldOf(data, "kind")) ?? "author";

const library = () => context().library.community;

export const paperActions = {
  vote: marking("vote"),
  bookmark: marking("bookmark"),
  dismissal: marking("dismissal"),

  /** Without a script: with one, the page asks the API. */
  run: async (event: RequestEvent) => {
    const data = await event.request.formData();
    if (event.locals.reader === null && (await context().library.serverRuns.audience()) === "readers")
      requireReader(event);
    const preset = fieldOf(data, "preset") === "full" ? "full" : "quick";
    const outcome = await acting("run", data, () => requestRun(event, { paper: event.params.slug, preset }));
    if ("id" in outcome) redirect(303, `/runs/${outcome.id}`);
    return outcome;
  },

  zotero: form(
    () => "zotero",
    async (_, __, { params }) => {
      // For readers elsewhere it would be somebody else's.
      if (context().team)
        throw new LibraryError("NOT_ALLOWED", "Zotero is reached where papertape runs for one person only");
      const paper = await context().catalogue.paper(params.slug);
      if (paper === null) throw new LibraryError("NO_SUCH_PAPER", "there is no such paper any more");
      await sendToZotero([{ paper, note: "" }], context().zoteroPort);
      return "?zotero#use";
    },
  ),

  comment: form(
    (data) => (numberOf(data, "parent") === 0 ? "comment" : `reply ${numberOf(data, "parent")}`),
    async (data, reader, { params }) => {
      await notTooOften(reader, "comment");
      const parent = numberOf(data, "parent") || null;
      const { id } = await library().comments.add(reader.id, params.slug, fieldOf(data, "markdown"), parent);
      // Newest last: a long discussion goes on on its last page.
      const { pages } = (await library().comments.discussion(params.slug, null))!;
      return `${parent === null && pages > 1 ? `?discussion=${pages}` : ""}#comment-${id}`;
    },
  ),

  edit: form(about("edit"), async (data, reader) => {
    await notTooOften(reader, "comment");
    const id = numberOf(data, "comment");
    await library().comments.edit(reader.id, id, fieldOf(data, "markdown"));
    return `#comment-${id}`;
  }),

  delete: form(about("delete"), async (data, reader) => {
    await library().comments.remove(reader.id, numberOf(data, "comment"));
    return "#discussion";
  }),

  report: form(about("report"), async (data, reader) => {
    await notTooOften(reader, "report");
    const id = numberOf(data, "comment");
    await library().moderation.report(reader.id, id, fieldOf(data, "reason"));
    return `?reported=${id}#comment-${id}`;
  }),

  hide: form(about("hide"), async (data, reader) => {
    const id = numberOf(data, "comment");
    await library().moderation.hide(reader, id, fieldOf(data, "reason"));
    return `#comment-${id}`;
  }),

  unhide: form(about("hide"), async (data, reader) => {
    const id = numberOf(data, "comment");
    await library().moderation.unhide(reader, id);
    return `#comment-${id}`;
  }),

  claim: form(
    () => "claim",
    async (data, reader, { params }) => {
      await notTooOften(reader, "claim");
      const claim = { author: fieldOf(data, "author"), note: fieldOf(data, "note") };
      await library().authorship.claim(reader.id, params.slug, claim);
      return "#yours";
    },
  ),

  withdraw: form(
    () => "claim",
    async (_, reader, { params }) => {
      await library().authorship.withdraw(reader.id, params.slug);
      return "#yours";
    },
  ),

  follow: form(
    () => "follow",
    async (data, reader) => {
      await notTooOften(reader, "follow");
      const { follows } = library();
      const value = fieldOf(data, "value");
      if (fieldOf(data, "on") === "yes") await follows.follow(reader.id, followKind(data), value);
      else await follows.unfollow(reader.id, followKind(data), value);
      return "#yours";
    },
  ),

  collect: form(
    () => "collect",
    async (data, reader, { params }) => {
      await notTooOften(reader, "collection");
      const { collections } = library();
      const title = fieldOf(data, "title");
      const id =
        title.trim() === "" ? fieldOf(data, "collection") : (await collections.create(reader.id, { title })).id;
      if (fieldOf(data, "on") === "no") await collections.take(reader.id, id, params.slug);
      else await collections.add(reader.id, id, params.slug);
      return "#yours";
    },
  ),
} satisfies Actions;
