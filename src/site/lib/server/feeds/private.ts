/** Feeds behind secret addresses. */
import { error } from "@sveltejs/kit";
import { context } from "../context.ts";

/** Whose they are. @throws HttpError 404 */
export async function readerOfFeed(token: string): Promise<number> {
  const reader = await context().library.community.privateFeeds.readerOf(token);
  if (reader !== null) return reader;
  error(404, {
    message: "This feed has ended, or its address is not complete: its reader finds it under Notifications.",
  });
}
