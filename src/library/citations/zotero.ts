/**
 * Papers to the Zotero that runs on this machine, by the port on which its browser extensions speak to it
 * (https://www.zotero.org/support/dev/client_coding/connector_http_server). Zotero refuses what a web page sends there, so the
 * page asks papertape, and papertape asks Zotero.
 */
import { randomUUID } from "node:crypto";
import { LibraryError } from "../errors.ts";
import type { Cited } from "./facts.ts";
import { listFormats } from "./list.ts";

/** Milliseconds: it imports while it answers. */
const patience = 20_000;

/**
 * They come into the collection that is selected there; the same paper twice is two entries, as with every import of Zotero.
 * @param port where it listens.
 * @returns how many it took.
 * @throws LibraryError NO_ZOTERO with what to do.
 */
export async function sendToZotero(papers: readonly Cited[], port: number): Promise<number> {
  const text = listFormats["csl.json"].write({ title: "", description: "", address: "", papers });
  const response = await fetch(`http://127.0.0.1:${port}/connector/import?session=${randomUUID()}`, {
    method: "POST",
    headers: { "content-type": "text/plain", "x-zotero-connector-api-version": "3" },
    body: text,
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  }).catch((error: unknown) => {
    throw refused(`Zotero does not answer on port ${port} of this machine; start it and try again`, error);
  });
  const answer = await response.text();
  if (response.status === 201) return takenOf(answer);
  if (/"libraryEditable": ?false/.test(answer))
    throw refused("the library that is selected in Zotero is read-only; select another one there and try again");
  throw refused(`what answers on port ${port} took nothing (status ${response.status}); is it Zotero, and up to date?`);
}

function takenOf(answer: string): number {
  try {
    const items: unknown = JSON.parse(answer);
    if (Array.isArray(items)) return items.length;
  } catch {
    // Said below: whoever answers like this is not Zotero.
  }
  throw refused("what answers in place of Zotero does not say what it took");
}

const refused = (message: string, cause?: unknown) => new LibraryError("NO_ZOTERO", message, { cause });
