/** How this installation stands. */
import { context } from "$lib/server/context";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const { library, version } = context();
  const jobs = await library.jobs.list({ limit: 20 });
  return { version, kind: library.kind, mail: { kind: library.mailer.kind, where: library.mailer.where }, jobs };
};
