/** Runs on the server, as pages and the API ask for them. */
import type { Asker, RunRequest, RunStatus } from "#library/server-runs/server-runs";
import type { RequestEvent } from "@sveltejs/kit";
import { context } from "../context.ts";
import { askerOf } from "../guard/limits.ts";
import { Refused } from "../http/answers.ts";

type Visit = Pick<RequestEvent, "locals" | "getClientAddress">;

/** @throws Refused 401 for a visitor of a site that computes for its readers only; LibraryError, see `ServerRuns.request`. */
export async function requestRun(event: Visit, request: RunRequest): Promise<RunStatus> {
  const { serverRuns } = context().library;
  if (event.locals.reader === null && (await serverRuns.audience()) === "readers")
    throw new Refused(401, "NOT_SIGNED_IN", "experiments run on the server only for people who are signed in");
  return serverRuns.request(askerOf(event), request);
}

/** Whether whoever looks may end a run. Not where it is not known who that is. */
export async function mayCancelRun(event: Visit, id: string): Promise<boolean> {
  let asker: Asker;
  try {
    asker = askerOf(event);
  } catch {
    return false;
  }
  return context().library.serverRuns.mayCancel(asker, id);
}

export interface ServerRunOffer {
  /** Whether a paper's page offers it to whoever looks; "sign in": it would if they were. */
  readonly offer: "yes" | "sign in" | "no";
  /** Whether that goes for full runs too. */
  readonly mayFull: boolean;
  /** The reader's own run of the paper that is still to be done. */
  readonly unfinished: string | null;
}

/** What a page says of it. Of a visitor nothing that is not true of every visitor: their pages are shared. */
export async function serverRunOffer({ reader }: Pick<App.Locals, "reader">, slug: string): Promise<ServerRunOffer> {
  const { serverRuns } = context().library;
  const mayFull = reader !== null;
  const asker =
    reader === null
      ? ({ kind: "visitor", network: "" } as const)
      : ({ kind: "reader", id: reader.id, role: reader.role } as const);
  if ((await serverRuns.refusal(asker)) === null) {
    const unfinished = reader === null ? null : await serverRuns.unfinishedOf(asker, slug);
    return { offer: "yes", mayFull, unfinished: unfinished?.id ?? null };
  }
  const ifSignedIn = await serverRuns.refusal({ kind: "reader", id: 0, role: "reader" });
  return { offer: reader === null && ifSignedIn === null ? "sign in" : "no", mayFull, unfinished: null };
}
