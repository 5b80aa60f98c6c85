/** The first lines of a page that a benchmark writes: by which command, when, from what, on which machine. */
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

export function writtenBy(command: string): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const cpu = cpus()[0]?.model.replace(/\s+/g, " ").trim();
  return (
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}, at ${commit}. ` +
    `${cpu}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}, Node ${process.version.slice(1)}.`
  );
}
