/** What several tests of this room need: outputs that remember, and a real `papertape` process. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Io } from "./command.ts";
import { Output } from "./terminal/output.ts";
import { root } from "./version.ts";

/** A stream that looks like a terminal of some width, or like a pipe. */
export function rememberedOutput(columns: number | null = null): { output: Output; text: () => string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  Object.assign(stream, { isTTY: columns !== null, columns, getColorDepth: () => 1 });
  return { output: new Output(stream as unknown as NodeJS.WriteStream), text: () => chunks.join("") };
}

export function rememberedIo(): { io: Io; out: () => string; err: () => string } {
  const [out, err] = [rememberedOutput(), rememberedOutput()];
  return { io: { out: out.output, err: err.output }, out: out.text, err: err.text };
}

/** An empty folder that is gone when the work is done. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "papertape-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Spawned {
  readonly child: ChildProcess;
  /** Waits until standard output and standard error together contain it. @throws Error if it ends before. */
  said(text: string | RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts the real command in a process of its own. `env` is added to a quiet environment. */
export function startPapertape(args: readonly string[], env: Readonly<Record<string, string>>, cwd = root): Spawned {
  const child = spawn(process.execPath, [join(root, "bin", "papertape.js"), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  const listeners = new Set<() => void>();
  const heard = () => listeners.forEach((listener) => listener());
  child.stdout.on("data", (chunk: Buffer) => ((out += chunk.toString()), heard()));
  child.stderr.on("data", (chunk: Buffer) => ((err += chunk.toString()), heard()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => (resolve({ code, signal, out, err }), heard()));
  });
  const said = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (typeof text === "string" ? !(out + err).includes(text) : !text.test(out + err)) {
          if (child.exitCode === null && child.signalCode === null) return;
          reject(new Error(`ended without saying ${text}:\n${out}${err}`));
        } else resolve();
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  return { child, said, ended };
}
