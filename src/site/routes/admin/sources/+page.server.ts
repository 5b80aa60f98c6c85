/** The sources that are followed, and imports by hand: for administrators. */
import { isRefusal } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { requireRole } from "$lib/server/guard/reader";
import { adapters, type AdapterName } from "#library/ingest/formats/adapters";
import { decodeFile } from "#library/ingest/wire/decode";
import { requestFields } from "#library/sources/request";
import { fail, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** What a browser may send; larger files are for `papertape ingest`. */
const largest = 32_000_000;

export const load: PageServerLoad = async (event) => {
  requireRole(event, "admin");
  const { sources, jobs } = context().library;
  const all = await sources.status();
  const started = event.url.searchParams.get("started");
  const fresh = (iso: string | undefined) => iso !== undefined && Date.now() - Date.parse(iso) < 60_000;
  const waiting = all.find(({ source }) => source === started)?.lastRun?.startedAt;
  return {
    sources: all.map((source) => ({ ...source, fields: requestFields[source.source] })),
    runs: await sources.runs({ limit: 15 }),
    jobs: jobs.state(),
    started,
    /** Something goes on: the page comes again by itself. */
    watching: all.some(({ state }) => state === "running") || (started !== null && !fresh(waiting)),
    formats: Object.entries(adapters).map(([name, { title }]) => ({ name, title })),
    today: new Date().toISOString().slice(0, 10),
  };
};

export const actions: Actions = {
  async set(event) {
    const admin = requireRole(event, "admin");
    const form = await event.request.formData();
    const source = textOf(form, "source");
    const words = Object.fromEntries([...form.keys()].map((name) => [name, textOf(form, name)]));
    const on = textOf(form, "on") === "yes";
    return answering(source, async () => {
      await context().library.sources.set(source, { on, words });
      await context().library.audit.record({
        userId: admin.id,
        action: on ? "source switched on" : "source switched off",
        subject: `source ${source}`,
      });
      redirect(303, `/admin/sources#${source}`);
    });
  },
  async run(event) {
    requireRole(event, "admin");
    const source = textOf(await event.request.formData(), "source");
    return answering(source, async () => {
      await context().library.sources.runNow(source);
      redirect(303, `/admin/sources?started=${encodeURIComponent(source)}#${encodeURIComponent(source)}`);
    });
  },
  async import(event) {
    const admin = requireRole(event, "admin");
    const form = await event.request.formData();
    const file = form.get("file");
    const format = textOf(form, "format");
    const asOf = textOf(form, "asOf") || new Date().toISOString().slice(0, 10);
    return answering("import", async () => {
      const uploaded = file instanceof File && file.size > 0 ? file : null;
      if ((uploaded?.size ?? 0) > largest)
        return fail(413, { about: "import", message: "The file is larger than 32 MB: use papertape ingest for it." });
      if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || Number.isNaN(Date.parse(asOf)))
        return fail(400, { about: "import", message: "The day it was saved is a day like 2026-06-17." });
      const text = uploaded ? decodeFile(new Uint8Array(await uploaded.arrayBuffer())).text : textOf(form, "text");
      const id = await context().library.sources.import(text, {
        name: uploaded?.name ?? "pasted text",
        ...(Object.hasOwn(adapters, format) && { format: format as AdapterName }),
        asOf,
        startedBy: admin.name,
      });
      redirect(303, `/admin/sources/runs/${id}`);
    });
  },
};

/** A refusal of the library, beside the form that it is about. */
async function answering<Answer>(about: string, work: () => Promise<Answer>) {
  try {
    return await work();
  } catch (problem) {
    if (isRefusal(problem)) return fail(400, { about, message: problem.message });
    throw problem;
  }
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
