/** The address of the next page, in the header that says so (RFC 8288). */
import type { Reply } from "./operation.ts";

/** @param changes of this page's parameters; null: this is the last page. */
export function linkNext(reply: Reply, here: URL, changes: Readonly<Record<string, string>> | null): void {
  if (changes === null) return;
  const next = new URL(here);
  for (const [name, value] of Object.entries(changes)) next.searchParams.set(name, value);
  reply.headers.set("link", `<${next.href}>; rel="next"`);
}
