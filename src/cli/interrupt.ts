/** Ctrl-C, twice: the first asks to stop, the second leaves. */
import { exitCodes } from "./failure.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C can arrive twice within milliseconds: from the terminal, and from npm or npx, which pass it on. */
const echo = 500;

export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Signals do again what they do without us. */
  release(): void;
}

/** Listens for signals. `onFirst` tells the person that stopping is on its way. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  let firstAt = 0;
  const listener = () => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAt > echo) process.exit(exitCodes.interrupted);
      return;
    }
    firstAt = performance.now();
    controller.abort();
    onFirst();
  };
  for (const name of signals) process.on(name, listener);
  return {
    signal: controller.signal,
    release() {
      for (const name of signals) process.off(name, listener);
    },
  };
}

/** Waits until the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
