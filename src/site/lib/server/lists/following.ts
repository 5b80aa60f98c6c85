/** The first page as the place where sources are followed: what is offered, and how far a first look is. */
import type { SourceStatus } from "#library/sources/source";
import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { isRefusal } from "../http/answers.ts";
import { context } from "../context.ts";
import { fieldOf } from "../http/forms.ts";
import { requireRole } from "../guard/reader.ts";

/** For so long a look that was asked for may not have begun, in milliseconds. */
const queued = 60_000;

export interface Looking extends Pick<SourceStatus, "source" | "title" | "state" | "says"> {
  /** Its papers so far, or in all. */
  readonly papers: number;
  /** It goes on, or is about to begin. */
  readonly going: boolean;
}

/**
 * @param day of the newest list; null: there is none yet.
 * What it costs to say how every source stands is only spent where somebody waits for a list.
 */
export async function followingView({ locals, url }: Pick<RequestEvent, "locals" | "url">, day: string | null) {
  const { sources, jobs } = context().library;
  const admin = locals.reader?.role === "admin";
  const on = await sources.names();
  const asked = url.searchParams.get("follow");
  const at = Number(url.searchParams.get("at"));
  const looks: Looking[] = [];
  if (on.length > 0 && (day === null || asked !== null))
    for (const { source, title, state, says, lastRun } of await sources.status()) {
      if (!on.includes(source) || (day !== null && source !== asked)) continue;
      const begun = lastRun !== null && (source !== asked || Date.parse(lastRun.startedAt) >= at);
      const going = state === "running" || (!begun && source === asked && Date.now() - at < queued);
      looks.push({ source, title, state, says, papers: lastRun?.papers ?? 0, going });
    }
  return { admin, on, looks, going: looks.some(({ going }) => going), jobs: jobs.state() };
}

/** A form action of whoever owns the site: follows a source, has it looked at, and leads back to see that. */
export async function followAction(event: RequestEvent) {
  const admin = requireRole(event, "admin");
  const form = await event.request.formData();
  const [kind, words] = [fieldOf(form, "kind"), fieldOf(form, "words").trim()];
  const { sources, audit } = context().library;
  try {
    const { source } = await sources.follow(words === "" ? kind : `${kind}:${words}`);
    await audit.record({ userId: admin.id, action: "source switched on", subject: `source ${source}` });
    const at = Date.now();
    await sources.runNow(source);
    redirect(303, `/?follow=${encodeURIComponent(source)}&at=${at}#following`);
  } catch (problem) {
    if (isRefusal(problem)) return fail(400, { kind, message: problem.message });
    throw problem;
  }
}
