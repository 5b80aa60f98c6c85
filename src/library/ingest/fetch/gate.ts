/** Waiting in line before each service: so many connections at once, so much time between two requests. */

/** How a service wants to be asked. */
export interface Pace {
  /** Services with the same key share one line, whatever their host names. */
  readonly key: string;
  /** Milliseconds between the end of a request and the start of the next. */
  readonly interval: number;
  readonly connections: number;
}

export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal!.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};

/**
 * What the services ask for: arXiv one request in three seconds over one connection, all its hosts together;
 * Hugging Face 500 API requests in five minutes; Semantic Scholar one a second; Crossref one list a second.
 */
const PACES: readonly (readonly [hosts: RegExp, pace: Pace])[] = [
  [/(?:^|\.)arxiv\.org$/, { key: "arxiv.org", interval: 3_000, connections: 1 }],
  [/^(?:.+\.)?(?:huggingface\.co|hf\.co)$/, { key: "huggingface.co", interval: 700, connections: 1 }],
  [/(?:^|\.)semanticscholar\.org$/, { key: "semanticscholar.org", interval: 1_100, connections: 1 }],
  [/(?:^|\.)openalex\.org$/, { key: "openalex.org", interval: 200, connections: 1 }],
  [/(?:^|\.)crossref\.org$/, { key: "crossref.org", interval: 1_000, connections: 1 }],
];

/** The pace of a host; one that has said nothing is asked once a second. */
export function paceOf(hostname: string): Pace {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  return PACES.find(([hosts]) => hosts.test(host))?.[1] ?? { key: host, interval: 1_000, connections: 1 };
}

interface Line {
  active: number;
  /** When the next request may start. */
  free: number;
  readonly waiting: (() => void)[];
}

/** The lines of one process. Processes that share a service have to share a worker. */
export class Gate {
  private readonly lines = new Map<string, Line>();
  private readonly clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.clock = clock;
  }

  /** Waits for a place. The function it gives has to be called when the request is over, however it ended. */
  async enter({ key, interval, connections }: Pace, signal?: AbortSignal): Promise<() => void> {
    const line = this.line(key);
    while (line.active >= connections) await place(line, signal);
    line.active++;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      line.active--;
      line.free = Math.max(line.free, this.clock.now() + interval);
      line.waiting.shift()?.();
    };
    try {
      for (let wait = line.free - this.clock.now(); wait > 0; wait = line.free - this.clock.now()) {
        await this.clock.sleep(wait, signal);
      }
      signal?.throwIfAborted();
    } catch (error) {
      left = true;
      line.active--;
      line.waiting.shift()?.();
      throw error;
    }
    line.free = this.clock.now() + interval;
    return leave;
  }

  /** Nobody asks this service again before that much time has passed. */
  hold(key: string, milliseconds: number): void {
    const line = this.line(key);
    line.free = Math.max(line.free, this.clock.now() + milliseconds);
  }

  private line(key: string): Line {
    const line = this.lines.get(key) ?? { active: 0, free: 0, waiting: [] };
    this.lines.set(key, line);
    return line;
  }
}

function place(line: Line, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const go = (): void => {
      signal?.removeEventListener("abort", stop);
      resolve();
    };
    const stop = (): void => {
      const at = line.waiting.indexOf(go);
      if (at >= 0) line.waiting.splice(at, 1);
      reject(signal!.reason as Error);
    };
    line.waiting.push(go);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
