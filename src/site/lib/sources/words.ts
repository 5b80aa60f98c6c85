/** How a source's state is said. */
import type { SourceRunState } from "#library/sources/source";

const words: Readonly<Record<SourceRunState | "off", string>> = {
  fresh: "Up to date",
  unchanged: "Up to date",
  done: "Done",
  running: "Running",
  weekend: "Weekend",
  holiday: "Holiday",
  "not-yet": "Not yet",
  late: "Late",
  stale: "Stale",
  shrunken: "Shrunken",
  "rate-limited": "Asked to wait",
  failed: "Failed",
  off: "Off",
};

export const stateWord = (state: SourceRunState | "off"): string => words[state];
