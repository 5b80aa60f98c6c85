/** Opens and closes the record of an import that the command line makes. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { ImportEnd, ImportStart } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () =>
    json(await context().catalogue.startImport((await jsonBody(request, 10_000)) as ImportStart), { status: 201 }),
  );

export const PUT: RequestHandler = ({ request }) =>
  answering(async () => {
    const { id, end } = (await jsonBody(request, 32_000_000)) as { id: number; end: ImportEnd };
    await context().catalogue.finishImport(id, end);
    return new Response(null, { status: 204 });
  });
