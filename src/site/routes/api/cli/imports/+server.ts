/** Opens and closes the record of an import that the command line makes. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { importEnd, importStart, limits } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import type { ImportEnd } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () =>
    json(await context().catalogue.startImport(await readBody(request, { schema: importStart, limit: limits.words })), {
      status: 201,
    }),
  );

export const PUT: RequestHandler = ({ request }) =>
  answering(async () => {
    const { id, end } = await readBody(request, { schema: importEnd, limit: limits.papers });
    await context().catalogue.finishImport(id, end as unknown as ImportEnd);
    return new Response(null, { status: 204 });
  });
