/**
 * Cuts the power under an embedded library, as far as a machine can do that to itself: an ext4 of its own in an image, whose file system is
 * shut down without writing anything more (EXT4_IOC_SHUTDOWN), so that exactly what had reached the device is found at the next mount.
 * Linux, root and python3 only: `sudo npx tsx bench/power-cut/main.ts [--cuts 20] [--durable]`. Prints one line per cut and a summary.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { cuts: { type: "string", default: "20" }, durable: { type: "boolean", default: false } },
});
const cuts = Number(values.cuts);
if (process.getuid?.() !== 0) {
  process.stderr.write("power-cut: needs Linux and root, to mount an image of its own\n");
  process.exit(2);
}

/** Waits for a line, then lets nothing reach the device any more, and says when that was. */
const shutdown = `
import fcntl, os, struct, sys, time
folder = os.open(sys.argv[1], os.O_RDONLY)
print(flush=True)
sys.stdin.readline()
at = time.time()
fcntl.ioctl(folder, 0x8004587D, struct.pack("I", 2))
print(int(at * 1000), flush=True)
`;

interface Outcome {
  readonly acknowledged: number;
  readonly lost: number;
  /** Milliseconds from the acknowledgement of the first that is lost to the cut. */
  readonly lostTime: number;
  readonly refused: string | null;
  /** Whether it is a beginning of what was written, without gaps. */
  readonly whole: boolean;
}

const place = mkdtempSync(join(tmpdir(), "papertape-power-"));
const [image, mount] = [join(place, "disk.img"), join(place, "mnt")];
const dataDir = join(mount, "data");
mkdirSync(mount);
const system = (command: string, ...args: string[]) =>
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
const program = join(import.meta.dirname, "writer.ts");

function start(...args: string[]): { child: ChildProcess; lines: AsyncIterableIterator<string> } {
  const child = spawn(process.execPath, ["--import", "tsx", program, dataDir, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return { child, lines: createInterface({ input: child.stdout! })[Symbol.asyncIterator]() };
}

/** @param early cuts while the library is made or opened, not while it is written to. */
async function cut(early: boolean, chance: number): Promise<Outcome> {
  writeFileSync(image, "");
  truncateSync(image, 700_000_000);
  system("mkfs.ext4", "-q", image);
  system("mount", "-o", "loop", image, mount);
  const switchOff = spawn("python3", ["-c", shutdown, mount], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: switchOff.stdout })[Symbol.asyncIterator]();
  await answers.next();
  const switchedOff = once(switchOff, "exit");

  const { child, lines } = start(...(values.durable ? ["durable"] : []));
  const acknowledged: { n: number; at: number }[] = [];
  const gone = once(child, "exit");
  const opened = (async () => {
    let first: (() => void) | undefined;
    const ready = new Promise<void>((resolve) => (first = resolve));
    void (async () => {
      for await (const line of lines) {
        first!();
        const said = JSON.parse(line) as { n?: number; at?: number };
        if (said.n !== undefined) acknowledged.push({ n: said.n, at: said.at! });
      }
    })();
    await ready;
  })();
  if (early) await Promise.race([opened, sleep(1000 + 6000 * chance)]);
  else await opened.then(() => sleep(1000 + 9000 * chance));
  switchOff.stdin.write("\n");
  const at = Number((await answers.next()).value);
  child.kill("SIGKILL");
  // Whoever still has a file of it open would keep it mounted.
  await Promise.all([gone, switchedOff]);
  system("umount", mount);

  system("mount", "-o", "loop", image, mount);
  const reader = start("read");
  const readerGone = once(reader.child, "exit");
  const said = JSON.parse(
    ((await reader.lines.next()).value as string | undefined) ?? '{"refused":"it ended without a word"}',
  ) as {
    numbers?: number[];
    refused?: string;
  };
  await readerGone;
  system("umount", mount);
  const numbers = said.numbers ?? [];
  const before = acknowledged.filter((write) => write.at < at);
  const lost = before.filter(({ n }) => !numbers.includes(n));
  return {
    acknowledged: before.length,
    lost: lost.length,
    lostTime: lost.length === 0 ? 0 : at - lost[0].at,
    refused: said.refused ?? null,
    whole: numbers.every((n, index) => n === index + 1),
  };
}

try {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < cuts; at++) {
    const early = at % 4 === 0;
    const outcome = await cut(early, (at * 0.618) % 1);
    outcomes.push(outcome);
    const { acknowledged, lost, lostTime, refused, whole } = outcome;
    process.stdout.write(
      `${at + 1}: ${early ? "while starting" : "while writing"}, ${acknowledged} acknowledged, ${lost} lost (${lostTime} ms), ${refused ?? "opens"}${whole ? "" : ", WITH GAPS"}\n`,
    );
  }
  const worst = Math.max(...outcomes.map(({ lostTime }) => lostTime));
  const refused = outcomes.filter((outcome) => outcome.refused !== null).length;
  const gaps = outcomes.filter(({ whole }) => !whole).length;
  process.stdout.write(
    `${cuts} cuts: ${refused} refused, ${gaps} with gaps, at most ${worst} ms of acknowledged writes lost\n`,
  );
  process.exitCode = refused === 0 && gaps === 0 && worst <= 1000 ? 0 : 1;
} finally {
  try {
    execFileSync("umount", [mount], { stdio: "ignore" });
  } catch {
    // It was not mounted.
  }
  rmSync(place, { recursive: true, force: true });
}
