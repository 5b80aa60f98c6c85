/** Lines of a byte stream of any size, in bounded memory. */
import { isUtf8 } from "node:buffer";

export interface Line {
  /** 1-based. */
  readonly number: number;
  /** Byte offset behind the line's end: where reading can be taken up again. */
  readonly end: number;
  /** The text without its line end; cut to a beginning when there is a problem. */
  readonly text: string;
  /** Why the text cannot be used: too long, or not UTF-8. */
  readonly problem: string | null;
}

export interface LineOptions {
  /** Bytes of the longest line that is kept. */
  readonly longest?: number;
  /** Where the stream begins, when it is a later part of a file. */
  readonly from?: { readonly line: number; readonly offset: number };
}

export const LONGEST_LINE = 4_000_000;
/** How much of an unusable line is kept to be looked at. */
const EXCERPT = 2_000;

/**
 * Splits a stream at "\n" ("\r\n" too). A line that is too long is read to its end and thrown away but for its
 * beginning, so a file of one endless line costs time and no memory. A byte order mark at the start of a file is skipped.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  { longest = LONGEST_LINE, from = { line: 0, offset: 0 } }: LineOptions = {},
): AsyncGenerator<Line> {
  let number = from.line;
  let end = from.offset;
  let kept: Buffer[] = [];
  let length = 0;

  const line = (): Line => {
    number++;
    const start = number === 1;
    const bytes = kept.length === 1 ? kept[0] : Buffer.concat(kept);
    const whole = length;
    kept = [];
    length = 0;
    return { number, end, ...decoded(bytes, whole, longest, start) };
  };
  const keep = (piece: Buffer): void => {
    if (length <= longest) kept.push(piece.subarray(0, longest + 1 - length));
    length += piece.length;
    // Nothing of an endless line is needed but what a report shows.
    if (length > longest && kept.length > 0) kept = [Buffer.from(Buffer.concat(kept).subarray(0, EXCERPT))];
  };

  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, at)) {
      keep(bytes.subarray(at, feed));
      end += feed + 1 - at;
      at = feed + 1;
      yield line();
    }
    if (at < bytes.length) {
      // The stream may use its buffer again; what is thrown away anyway needs no copy.
      const rest = bytes.subarray(at);
      keep(length > longest ? rest : Buffer.from(rest));
      end += bytes.length - at;
    }
  }
  if (length > 0) yield line();
}

function decoded(bytes: Buffer, whole: number, longest: number, first: boolean): Pick<Line, "text" | "problem"> {
  const excerpt = (): string => bytes.subarray(0, EXCERPT).toString("utf8");
  if (whole > longest) return { text: excerpt(), problem: `line of ${whole} bytes (at most ${longest})` };
  let body = bytes;
  if (first && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) body = body.subarray(3);
  if (body[body.length - 1] === 13) body = body.subarray(0, -1);
  if (first && body[0] === 0x1f && body[1] === 0x8b)
    return { text: "", problem: "the file is compressed with gzip: unpack it first" };
  if (!isUtf8(body))
    return { text: excerpt(), problem: first && isUtf16(body) ? "the file is UTF-16, not UTF-8" : "not UTF-8" };
  return { text: body.toString("utf8"), problem: null };
}

const isUtf16 = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
