/** Compresses what the server renders; static files are compressed when the site is built. */
import { promisify } from "node:util";
import zlib from "node:zlib";

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

const compressible = /^(text\/|image\/svg\+xml|application\/(json|xml|javascript|octet-stream|problem\+json))/;
/** Below this the headers cost more than compression saves. */
const smallBody = 860;

export type Encoding = "br" | "gzip";

/** The encoding a client accepts that we prefer; null where it wants the plain bytes. */
export function acceptedEncoding(acceptEncoding: string | null): Encoding | null {
  const accepted = new Set(
    (acceptEncoding ?? "")
      .split(",")
      .map((part) => part.trim().toLowerCase().split(";"))
      .filter(([, quality]) => !/^\s*q=0(\.0*)?$/.test(quality ?? ""))
      .map(([name]) => name.trim()),
  );
  return accepted.has("br") ? "br" : accepted.has("gzip") ? "gzip" : null;
}

/** Bytes in an encoding. Quality 5 takes about a millisecond for a page and is within a few percent of the slow ones. */
export function encode(bytes: Uint8Array, encoding: Encoding, quality = 5): Promise<Uint8Array> {
  if (encoding === "gzip") return gzip(bytes, { level: 6 });
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  return brotli(bytes, { params: { [BROTLI_PARAM_QUALITY]: quality, [BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** The same response, compressed if its type and size deserve it and the request allows it. */
export async function compressed(request: Request, response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "";
  if (!compressible.test(type) || response.headers.has("content-encoding") || response.body === null) return response;
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  const { status, statusText } = response;
  const encoding = acceptedEncoding(request.headers.get("accept-encoding"));
  if (encoding === null) return new Response(response.body, { status, statusText, headers });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length < smallBody) return new Response(bytes as BodyInit, { status, statusText, headers });
  headers.set("content-encoding", encoding);
  headers.delete("content-length");
  // The bytes differ from those the tag was made for, the content does not.
  const tag = headers.get("etag");
  if (tag?.startsWith('"')) headers.set("etag", `W/${tag}`);
  return new Response((await encode(bytes, encoding)) as BodyInit, { status, statusText, headers });
}
