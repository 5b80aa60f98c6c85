/** The shelf. */
import { answering } from "$lib/server/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ url }) =>
  answering(async () => json(await context().catalogue.papers({ topic: url.searchParams.get("topic") ?? undefined })));
