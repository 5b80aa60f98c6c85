/** The papers that one source has brought. */
import { context } from "$lib/server/context";
import { listView } from "$lib/server/lists/list-page";
import { adapters } from "#library/ingest/formats/adapters";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

const titles = new Map(Object.values(adapters).map(({ source, title }) => [source as string, title]));

export const load: PageServerLoad = async (event) => {
  const { source } = event.params;
  const name = titles.get(source);
  if (name === undefined)
    error(404, {
      message: `There is no source “${source.slice(0, 60)}”.`,
      suggestions: [...titles].map(([key, title]) => ({ href: `/sources/${key}`, title })),
    });
  const of = { kind: "source", source } as const;
  return { name, key: source, papers: await context().library.lists.count(of), view: await listView(event, of) };
};
