/** Request bodies with a limit that is kept while reading: a body that is too large is never held in memory. */
import { formatBytes } from "#library/words/count";
import { Refused } from "./answers.ts";

/**
 * The JSON value of a request's body.
 * @throws Refused 415 for another content type, 413 past `limit` bytes, 400 for what is not UTF-8, not JSON, or holds a NUL.
 */
export async function jsonBody(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0].trim().toLowerCase() ?? "";
  if (type !== "application/json")
    throw new Refused(
      415,
      "WRONG_TYPE",
      `content-type must be application/json, not ${JSON.stringify(type || "none")}`,
    );
  const bytes = await limitedBytes(request, limit);
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new Refused(400, "NOT_JSON", `the body is not JSON: ${(error as Error).message}`);
  }
  // Only where the text may hold one is the value looked through.
  if (text.includes("\\u0000")) refuseNul(value);
  return value;
}

/** No text holds a NUL, and no database takes one. Without recursion: bodies nest deeper than any stack. */
function refuseNul(body: unknown): void {
  const left: [key: string, value: unknown][] = [["", body]];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const [key, value] = one;
    if (key.includes("\0") || (typeof value === "string" && value.includes("\0")))
      throw new Refused(
        400,
        "NOT_TEXT",
        `a text holds the character U+0000, which is none${key === "" ? "" : ` (in ${JSON.stringify(key.slice(0, 40))})`}`,
      );
    if (typeof value === "object" && value !== null) for (const inner of Object.entries(value)) left.push(inner);
  }
}

/**
 * The same request with its form held in memory and read, for whatever takes one. No text holds a NUL, and no database takes one: the
 * fields come without.
 * @throws Refused 413 past `limit` bytes, 415 for plain text, 400 for what ends before it is whole.
 */
export async function limitedForm(request: Request, limit: number): Promise<Request> {
  const type = request.headers.get("content-type") ?? "";
  const { method, headers, url, signal } = request;
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i.test(type);
  if (!isForm || method === "GET" || method === "HEAD") return request;
  const bytes = await limitedBytes(request, limit);
  const held = () => new Request(url, { method, headers, signal, body: bytes });
  const form = await held()
    .formData()
    .catch(() => null);
  if (form !== null) {
    const fields = [...form];
    for (const name of new Set(form.keys())) form.delete(name);
    for (const [name, value] of fields)
      if (typeof value === "string") form.append(name, value.replaceAll("\0", ""));
      else form.append(name, value);
    return Object.assign(held(), { formData: () => Promise.resolve(form) });
  }
  if (/^text/i.test(type)) throw new Refused(415, "WRONG_TYPE", "forms are not sent as text/plain");
  throw new Refused(400, "NOT_A_FORM", "the form cannot be read: its parts are not where its content-type says");
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function limitedBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const tooLarge = () => new Refused(413, "TOO_LARGE", `the body is larger than ${formatBytes(limit)}`);
  const chunks: Uint8Array[] = [];
  let size = Number(request.headers.get("content-length") ?? 0) > limit ? Infinity : 0;
  while (size <= limit) {
    const { done, value } = await reader.read().catch((error: { status?: number }) => {
      // The server has a limit for everything; what ends for another reason was cut off by its sender.
      throw error.status === 413 ? tooLarge() : new Refused(400, "CUT_OFF", "the body ended before it was complete");
    });
    if (done) return Buffer.concat(chunks);
    size += value.length;
    chunks.push(value);
  }
  void discard(reader);
  throw tooLarge();
}

/** Most clients hear an answer only after they have said everything: the rest is let in and thrown away, up to a point. */
async function discard(reader: Reader): Promise<void> {
  const end = Date.now() + 10_000;
  try {
    for (let left = 32_000_000; left > 0 && Date.now() < end;) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.length;
    }
    await reader.cancel();
  } catch {
    // The sender has gone; that was the aim.
  }
}
