/** The mail of a preview as a document of its own: its inline styles are allowed, and nothing else is. */
import { previewOf } from "$lib/server/digest/preview";
import type { RequestHandler } from "./$types";

const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "sandbox allow-popups allow-popups-to-escape-sandbox",
].join("; ");

export const GET: RequestHandler = async ({ url }) => {
  const { message } = await previewOf(url);
  if (message === null) return new Response("There is no digest of that day.\n", { status: 404 });
  // Links open beside the page: the frame is too small for them.
  const html = message.html.replace("<head>", '<head>\n<base target="_blank">');
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
  });
};
