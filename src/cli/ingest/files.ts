/** Files that papers are read from: which format they have, and a job for each. */
import { adapterFor, adapters, type AdapterName } from "#library/ingest/formats/adapters";
import { decodeFile } from "#library/ingest/wire/decode";
import { documentJob, jsonlJob, type Job } from "#library/ingest/jobs";
import { formatBytes } from "#library/words/count";
import { createReadStream } from "node:fs";
import { open, readFile, realpath, stat } from "node:fs/promises";
import { Failure, UsageError } from "../failure.ts";

/** Formats other than JSON Lines are read whole. */
const largest = 256_000_000;

/** Enough to tell a format. */
const headBytes = 64_000;

export interface FileJob {
  readonly job: Job;
  readonly format: AdapterName;
  /** Bytes; null for standard input. */
  readonly size: number | null;
  /** What was wrong with the file's text. */
  readonly warning: string | null;
}

/**
 * @param format null: by the file's name, else by how it begins.
 * @throws Failure for what cannot be read, UsageError where the format cannot be told.
 */
export async function fileJob(path: string, format: AdapterName | null, asOf: string): Promise<FileJob> {
  if (path === "-") return standardInputJob(format, asOf);
  return reading(path, async () => {
    const { size, mtimeMs } = await stat(path);
    const known = format ?? tell(path, await headOf(path));
    if (known === "jsonl") {
      const key = `${await realpath(path)} ${size} ${Math.trunc(mtimeMs)}`;
      // A path may be longer than the name of a job; such a file is simply read from its beginning.
      const job = jsonlJob(
        { key: key.length <= 1_500 ? key : null, read: (start) => createReadStream(path, { start }) },
        asOf,
      );
      return { job, format: known, size, warning: null };
    }
    if (size > largest)
      throw new Failure(`${path} is larger than ${formatBytes(largest)}; only JSON Lines files may be`);
    return { ...document(known, await readFile(path), asOf), size };
  });
}

async function standardInputJob(format: AdapterName | null, asOf: string): Promise<FileJob> {
  if (format === "jsonl") {
    const job = jsonlJob({ key: null, read: () => process.stdin }, asOf);
    return { job, format, size: null, warning: null };
  }
  const bytes = await readStandardInput(largest);
  const known = format ?? tell("standard input", decodeFile(bytes).text);
  return { ...document(known, bytes, asOf), size: null };
}

function document(format: AdapterName, bytes: Uint8Array, asOf: string): Omit<FileJob, "size"> {
  const { text, warning } = decodeFile(bytes);
  return { job: documentJob(format, text, asOf), format, warning };
}

function tell(name: string, text: string): AdapterName {
  const found = adapterFor(name, text);
  if (found === null)
    throw new UsageError(
      `cannot tell what format ${name} has; say it with --format, one of ${Object.keys(adapters).join(", ")}`,
    );
  return found;
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return decodeFile(buffer.subarray(0, bytesRead)).text;
  } finally {
    await file.close();
  }
}

/** Says in plain words why a file cannot be read. */
export async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof Failure || code === undefined) throw error;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `no such file: ${path}`,
      EISDIR: `${path} is a folder, not a file`,
      EACCES: `${path} may not be read by this user`,
    };
    throw new Failure(reasons[code] ?? `cannot read ${path}: ${message}`, { cause: error });
  }
}

/** @throws Failure past `limit` bytes. */
export async function readStandardInput(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += (chunk as Uint8Array).length;
    if (size > limit) throw new Failure(`standard input is larger than ${formatBytes(limit)}`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
