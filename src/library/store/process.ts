/** Who a process is, and whether it still lives: what locks and runs need to know about each other's holders. */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessIdentity } from "../catalogue.ts";

/** "unknown": it belongs to another machine, where nobody can be asked. */
export type Liveness = "alive" | "dead" | "unknown";

export const thisProcess = (): ProcessIdentity => ({
  host: hostname(),
  pid: process.pid,
  started: startOf(process.pid),
});

/** Whether a process lives. A number that another process has taken over since counts as dead where the system tells them apart. */
export function livenessOf({ host, pid, started }: ProcessIdentity): Liveness {
  if (host !== hostname()) return "unknown";
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "dead";
  }
  const now = startOf(pid);
  if (now === null || started === null) return now === zombie ? "dead" : "alive";
  return now === started ? "alive" : "dead";
}

/** Whether a process ran under the kernel that runs now, in whatever container. */
export const sameKernel = ({ started }: ProcessIdentity): boolean => {
  const boot = startOf(process.pid)?.split(":")[0];
  return boot !== undefined && started?.split(":")[0] === boot;
};

const zombie = "zombie";

/**
 * When a process began, as an opaque word that no later process with the same number shares; null where /proc is missing.
 * A process that has ended but was not yet reaped by its parent answers signals; it is told by its state.
 */
function startOf(pid: number): string | null {
  try {
    // "pid (name) state ppid ...": the name may contain anything, so count from its last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    if (state === "Z" || state === "X") return zombie;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}
