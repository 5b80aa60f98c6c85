/** Lines of a file of an evaluation, gzipped or not. */
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { LibraryError } from "../errors.ts";

/** Every line that is not empty, with its number from 1. @throws LibraryError INVALID_COLLECTION where there is no such file. */
export async function* linesOf(
  folder: string,
  name: string,
): AsyncGenerator<{ line: string; at: number; file: string }> {
  const file = [name, `${name}.gz`].find((one) => existsSync(join(folder, one)));
  if (file === undefined)
    throw new LibraryError("INVALID_COLLECTION", `${join(folder, name)}: there is no such file, gzipped or not`);
  const bytes = createReadStream(join(folder, file));
  const input = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  // A file that is broken off, or is no gzip: said by whoever reads it.
  bytes.on("error", (error) => input.destroy(error));
  let at = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    at++;
    if (line.trim() !== "") yield { line, at, file };
  }
}
