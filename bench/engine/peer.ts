/** A peer as a process: started with the folder of the work, asked for steps, ended. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Facts {
  readonly version: string;
  readonly threads: number;
  /** Milliseconds from values to a step that can run; compilation at the first step is not in it. */
  readonly creation: number;
  /** Bytes of the live tensors at the peak, estimated, and resident before the first step. */
  readonly live?: number;
  readonly base?: number;
  /** Operations a second that there can be at all: see arithmetic.ts. */
  readonly rates?: { readonly separate: number; readonly fused: number };
}

export interface Steps {
  readonly times: readonly number[];
  readonly loss: number;
  /** Most resident bytes of the process so far. */
  readonly peak: number;
}

export class Peer {
  readonly name: string;
  readonly times: number[] = [];
  /** Milliseconds of the matrix products alone, where the peer can measure them. */
  readonly limits: number[] = [];
  facts!: Facts;
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private complaint = "";

  constructor(name: string, command: readonly string[], folder: string) {
    this.name = name;
    this.child = spawn(command[0], [...command.slice(1), folder], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.child.stderr!.on("data", (data) => (this.complaint += data));
    this.child.stdin!.on("error", () => undefined);
    this.child.on("error", (error) => (this.complaint += `Error: ${error.message}`));
    this.lines = createInterface({ input: this.child.stdout! });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** The next answer; throws with the reason when the peer ended or took longer than `limit` seconds. */
  private async answer<T>(limit: number): Promise<T> {
    const timer = setTimeout(() => {
      this.complaint += `Error: no answer within ${limit} s`;
      this.child.kill("SIGKILL");
    }, limit * 1000);
    try {
      for (;;) {
        const { value, done } = await this.answers.next();
        if (done) throw new Error(this.reason());
        if (value.startsWith("{")) return JSON.parse(value) as T;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private reason(): string {
    const line = this.complaint.split("\n").find((text) => /error/i.test(text));
    return (line ?? (this.complaint.trim() || "it ended without a word")).trim().slice(0, 160);
  }

  async start(limit: number): Promise<void> {
    this.facts = (await this.answer<{ facts: Facts }>(limit)).facts;
  }

  async steps(count: number, limit: number): Promise<Steps> {
    this.child.stdin!.write(`${count}\n`);
    return this.answer<Steps>(limit);
  }

  /** Measures the matrix products alone. Only for peers of our own. */
  async limit(patience: number): Promise<void> {
    this.child.stdin!.write("limit\n");
    this.limits.push((await this.answer<{ limit: number }>(patience)).limit);
  }

  end(): void {
    this.child.stdin!.end();
    if (this.child.exitCode === null) setTimeout(() => this.child.kill("SIGKILL"), 3000).unref();
  }
}
