/** Reads a backup as it flows by, and believes nothing of it that its checksums do not say. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { LibraryError } from "../errors.ts";
import { newestSchema } from "../store/migrate.ts";
import {
  endLine,
  format,
  headerLine,
  manifestLine,
  tableLine,
  type Header,
  type Manifest,
  type Part,
  type TableLine,
} from "./format.ts";

export type Piece =
  | { readonly header: Header }
  | { readonly table: TableLine }
  /** Of the table before; lines of JSON as they stand in the file. */
  | { readonly rows: readonly string[] }
  | { readonly manifest: Manifest };

/** Rows come in portions of about so many characters. */
const portion = 1_000_000;

/**
 * The last piece is the manifest; until it has come, nothing that came before may be relied on.
 * @throws LibraryError INVALID_BACKUP for what is damaged, cut off or no backup; SCHEMA_TOO_NEW.
 */
export async function* readBackup(path: string): AsyncGenerator<Piece> {
  const all = createHash("sha256");
  const parts: Part[] = [];
  let header: Header | undefined;
  let table: { name: string; rows: number; hash: ReturnType<typeof createHash> } | undefined;
  let complete = false;
  let [held, size]: [string[], number] = [[], 0];
  for await (const line of linesOf(path)) {
    if (complete) throw damaged(path, "something follows its end");
    if (header === undefined) {
      header = headerOf(path, line);
      all.update(line).update("\n");
      yield { header };
      continue;
    }
    if (table !== undefined && line[0] === bracket) {
      table.rows++;
      for (const hash of [table.hash, all]) hash.update(line).update("\n");
      held.push(line.toString());
      size += line.length;
      if (size < portion) continue;
      yield { rows: held };
      [held, size] = [[], 0];
      continue;
    }
    const value = parsed(path, line);
    if (table !== undefined) {
      const end = endLine.safeParse(value).data;
      const part = { table: table.name, rows: table.rows, sha256: table.hash.digest("hex") };
      if (end?.end !== part.table) throw damaged(path, `table ${part.table} does not end`);
      if (end.rows !== part.rows || end.sha256 !== part.sha256)
        throw damaged(path, `table ${part.table} is not as it was written: its checksum differs`);
      if (held.length > 0) yield { rows: held };
      [held, size] = [[], 0];
      parts.push(part);
      table = undefined;
    } else if ("manifest" in value) {
      const { data } = manifestLine.safeParse(value);
      const same = data?.sha256 === all.digest("hex") && JSON.stringify(data.manifest.parts) === JSON.stringify(parts);
      if (!same) throw damaged(path, "its checksum differs");
      complete = true;
      yield { manifest: data.manifest };
      continue;
    } else {
      const { data } = tableLine.safeParse(value);
      if (data === undefined) throw damaged(path, "a line is none of ours");
      table = { name: data.table, rows: 0, hash: createHash("sha256") };
      yield { table: data };
    }
    all.update(line).update("\n");
  }
  if (!complete) throw cutOff(path);
}

/** Reads all of it, and keeps nothing. @throws as `readBackup`. */
export async function verifyBackup(path: string): Promise<Manifest> {
  let found: Manifest | undefined;
  for await (const piece of readBackup(path)) if ("manifest" in piece) found = piece.manifest;
  return found!;
}

const [newline, bracket] = [0x0a, 0x5b];

/** Bytes of the longest row that is read, several times what any table holds; a small file can unpack to any length. */
export const longestLine = 1 << 27;
/** Who wrote it, which comes first, takes a line of some hundred bytes. */
const longestHeader = 1 << 16;

async function* linesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const text = createGunzip({ chunkSize: 1 << 18 });
  file.once("error", (error) => text.destroy(error));
  let begun: Buffer[] = [];
  let [held, max] = [0, longestHeader];
  try {
    for await (const chunk of file.pipe(text) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        const rest = chunk.subarray(from, at);
        yield begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
        begun = [];
        from = at + 1;
        [held, max] = [0, longestLine];
      }
      if (from === chunk.length) continue;
      held += chunk.length - from;
      if (held > max)
        throw max === longestHeader
          ? foreign(path)
          : damaged(path, `a line of more than ${Math.round(longestLine / 1e6)} MB`);
      begun.push(chunk.subarray(from));
    }
  } catch (error) {
    throw readError(path, error);
  } finally {
    file.destroy();
  }
  if (begun.length > 0) throw cutOff(path);
}

function headerOf(path: string, line: Buffer): Header {
  const { data } = headerLine.safeParse(json(line));
  if (data === undefined) throw foreign(path);
  if (data.format > format || data.schema > newestSchema())
    throw new LibraryError(
      "SCHEMA_TOO_NEW",
      `${path} was written by a newer papertape (${data.version}); nothing was touched. Update papertape, and restore it then`,
    );
  return data;
}

function parsed(path: string, line: Buffer): object {
  const value = json(line);
  if (typeof value !== "object" || value === null) throw damaged(path, "a line is none of ours");
  return value;
}

/** undefined for what is no JSON. */
function json(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

function readError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof LibraryError) return error;
  if (error.code === "ENOENT") return new LibraryError("INVALID_BACKUP", `no such file: ${path}`, { cause: error });
  if (error.code === "Z_BUF_ERROR") return cutOff(path);
  if (error.code === "Z_DATA_ERROR")
    return /incorrect header check/.test(error.message) ? foreign(path) : damaged(path, error.message);
  return new LibraryError("INVALID_BACKUP", `cannot read ${path}: ${error.message}`, { cause: error });
}

const advice = "Nothing was touched; use another backup";

const damaged = (path: string, what: string) =>
  new LibraryError("INVALID_BACKUP", `${path} is damaged: ${what}. ${advice}`);

const cutOff = (path: string) =>
  new LibraryError(
    "INVALID_BACKUP",
    `${path} ends before it is complete: a copy that was interrupted? Nothing was touched; copy it again, or use another backup`,
  );

const foreign = (path: string) =>
  new LibraryError("INVALID_BACKUP", `${path} is no backup of papertape; \`papertape backup\` writes one`);
