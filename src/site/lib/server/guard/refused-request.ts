/** A request that is refused before any page or endpoint sees it: as JSON for programs, and as a page for a person who pressed a button. */
import { json, type RequestEvent } from "@sveltejs/kit";
import { refusalAnswer, refusalOf, retryAfter } from "../http/answers.ts";
import { escapeHtml } from "#lab/text/escape";

/** @throws whatever is no refusal. */
export function refusedRequest({ request, url }: Pick<RequestEvent, "request" | "url">, error: unknown): Response {
  const refused = refusalOf(error);
  if (refused === null) throw error;
  const { status } = refused;
  const message = `${refused.message[0].toUpperCase()}${refused.message.slice(1)}.`;
  const headers = retryAfter(refused);
  // A form that our script sends waits for an answer of this shape, and shows the message as an error page.
  if (request.headers.get("x-sveltekit-action") === "true")
    return json({ type: "error", error: { message } }, { status, headers });
  if (url.pathname.startsWith("/api/") || !request.headers.get("accept")?.includes("text/html"))
    return refusalAnswer(error);
  return new Response(page(message, url.pathname), {
    status,
    headers: { ...headers, "content-type": "text/html; charset=utf-8" },
  });
}

/** Without styles: it must say what happened even where nothing else works. */
const page = (message: string, back: string): string => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Refused · papertape</title>
  <h1>This was refused</h1>
  <p role="alert">${escapeHtml(message)}</p>
  <p><a href="${escapeHtml(back)}">Back to the page</a></p>
</html>
`;
