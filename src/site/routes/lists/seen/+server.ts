/** A reader marks papers as read, from a form; then the page again. Without a script it is also how a visit is noted. */
import { context } from "$lib/server/context";
import { fieldOf } from "$lib/server/http/forms";
import { localPath } from "$lib/server/http/local-path";
import { requireReader } from "$lib/server/guard/reader";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = async (event) => {
  const reader = requireReader(event);
  const form = await event.request.formData();
  const slugs = form.getAll("slug").filter((slug) => typeof slug === "string");
  const { lists } = context().library;
  await lists.visit(reader.id);
  await lists.markSeen(reader.id, slugs);
  redirect(303, localPath(fieldOf(form, "back"), "/"));
};
