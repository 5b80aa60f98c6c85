/** Papers, newest day first, page by page: the next page's address is in the Link header. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ url }) =>
  answering(async () => {
    const topic = url.searchParams.get("topic");
    const limit = url.searchParams.get("limit") ?? "100";
    if (!/^\d{1,4}$/.test(limit)) throw new Refused(400, "INVALID_PARAMETER", "limit is a whole number from 1 to 1000");
    const { entries, next } = await context().library.lists.page({
      of: topic === null ? { kind: "all" } : { kind: "topic", topic },
      limit: Number(limit),
      after: url.searchParams.get("after") ?? undefined,
    });
    const headers: Record<string, string> = {};
    if (next !== null) {
      const following = new URL(url);
      following.searchParams.set("after", next);
      headers.link = `<${following.href}>; rel="next"`;
    }
    return json(
      entries.map(({ paper }) => paper),
      { headers },
    );
  });
