/** The digest of the day that an address asks for; both the page around a preview and the mail in it. */
import { context } from "$lib/server/context";
import { periodOf } from "#library/words/period";
import { error } from "@sveltejs/kit";

export async function previewOf(url: URL) {
  const day = url.searchParams.get("date") ?? undefined;
  if (day !== undefined && periodOf("day", day) === null)
    error(400, { message: "The date of a digest is a day like 2026-11-25." });
  const frequency = url.searchParams.get("frequency") === "weekly" ? "weekly" : "daily";
  return { ...(await context().library.digests.preview({ day, preferences: { frequency } })), frequency };
}
