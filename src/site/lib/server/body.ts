/** Request bodies with a limit that is kept while reading: a body that is too large is never held in memory. */
import { formatBytes } from "#library/words/count";
import { Refused } from "./answers.ts";

/**
 * The JSON value of a request's body.
 * @throws Refused 415 for another content type, 413 past `limit` bytes, 400 for what is not UTF-8 or not JSON.
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
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Refused(400, "NOT_JSON", `the body is not JSON: ${(error as Error).message}`);
  }
}

async function limitedBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = () => new Refused(413, "TOO_LARGE", `the body is larger than ${formatBytes(limit)}`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.length;
    if (size > limit) {
      await reader?.cancel();
      throw tooLarge();
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}
