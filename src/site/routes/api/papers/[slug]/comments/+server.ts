/** The discussion of a paper, and another comment in it. */
import { answering, Refused } from "$lib/server/http/answers";
import { change, community, id } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { json } from "@sveltejs/kit";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params, locals, url }) =>
  answering(async () => {
    const page = url.searchParams.get("page") ?? "1";
    if (!/^[1-9]\d{0,5}$/.test(page)) throw new Refused(400, "INVALID_PAGE", "page is a whole number from 1 to 999999");
    const discussion = await community().comments.discussion(params.slug, locals.reader, { page: Number(page) });
    if (discussion === null) throw new Refused(404, "NO_SUCH_PAPER", "there is no such paper");
    return json(discussion);
  });

const comment = z.object({ markdown: z.string(), parent: id.nullish() });

export const POST: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, comment);
    await notTooOften(reader, "comment");
    const { slug } = event.params;
    const { id } = await community().comments.add(reader.id, slug, body.markdown, body.parent);
    return json({ id }, { status: 201, headers: { location: `/papers/${slug}#comment-${id}` } });
  });
