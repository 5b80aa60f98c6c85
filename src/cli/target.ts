/** Where a command writes what it makes for others. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure, UsageError } from "./failure.ts";

/** What is exported is meant for others: they may read the file, as far as the umask lets them. */
export const forAll = 0o666;

/** Refuses early, before anything is made for nothing. */
export function checkTarget(target: string, force: boolean, example: string): void {
  const folder = dirname(target);
  if (!existsSync(folder)) throw new UsageError(`no such folder: ${folder}`);
  if (!existsSync(target)) return;
  if (statSync(target).isDirectory())
    throw new UsageError(`${target} is a folder; name a file, like ${join(target, example)}`);
  if (!force) throw new Failure(`${target} exists; replace it with --force, or choose another name with -o`);
}
