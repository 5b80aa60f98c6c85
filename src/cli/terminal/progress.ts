/** How far a run is: a bar on a terminal, plain lines elsewhere. */
import { formatSeconds } from "#library/words/time";
import type { Output } from "./output.ts";
import { truncate, widthOf } from "./width.ts";

export interface Progress {
  /** fraction: 0..1 of the whole. */
  update(fraction: number, text: string): void;
  /** A line that stays, above the bar. */
  say(line: string): void;
  /** Removes the bar. */
  end(): void;
}

export interface ProgressOptions {
  /** What is running. */
  readonly title: string;
  /** Seconds it is expected to take, until its own pace says better. */
  readonly expected: number;
  /** Seconds that what is done already took, where an earlier process did it. */
  readonly spent?: number;
  /** Milliseconds since some moment; a test's own clock. */
  readonly now?: () => number;
}

export const createProgress = (output: Output, options: ProgressOptions): Progress =>
  output.interactive ? bar(output, options) : lines(output, options);

/** From its own pace once there is one; the estimate until then, and never less than nothing. */
export function secondsLeft(fraction: number, elapsed: number, expected: number): number {
  if (fraction >= 1) return 0;
  const byEstimate = Math.max(0, expected - elapsed);
  const byPace = fraction > 0 ? (elapsed * (1 - fraction)) / fraction : byEstimate;
  // The first steps compile and warm up; trust in the pace grows until a tenth is done.
  const trust = Math.min(1, fraction / 0.1);
  return trust * byPace + (1 - trust) * byEstimate;
}

const percent = (fraction: number): string => `${Math.floor(fraction * 100)} %`;

const barWidth = 24;
/** Milliseconds between two drawings. */
const pause = 100;

function bar(output: Output, { title, expected, spent = 0, now = () => performance.now() }: ProgressOptions): Progress {
  const started = now() - 1000 * spent;
  let drawnAt = -Infinity;
  let drawn = "";
  const erase = () => output.text("\r\u001b[2K");
  const draw = () => output.text(drawn);
  return {
    update(fraction, text) {
      if (now() - drawnAt < pause && fraction < 1) return;
      drawnAt = now();
      const left = secondsLeft(fraction, (now() - started) / 1000, expected);
      const full = Math.round(fraction * barWidth);
      const tail = ` ${percent(fraction).padStart(5)}  ${formatSeconds(Math.ceil(left))} left  ${text}`;
      const room = (output.columns ?? 80) - 1 - widthOf(title) - 1 - barWidth;
      drawn = `${title} ${output.paint("green", "━".repeat(full))}${output.paint("dim", "─".repeat(barWidth - full))}`;
      drawn += truncate(tail, Math.max(1, room));
      erase();
      draw();
    },
    say(line) {
      erase();
      output.line(line);
      draw();
    },
    end() {
      if (drawn !== "") erase();
      drawn = "";
    },
  };
}

/** A line per tenth, and at least every ten seconds. */
function lines(
  output: Output,
  { title, expected, spent = 0, now = () => performance.now() }: ProgressOptions,
): Progress {
  const started = now() - 1000 * spent;
  let saidAt = started;
  let tenth = 0;
  return {
    update(fraction, text) {
      const next = Math.floor(fraction * 10 + 1e-9);
      if (next <= tenth && now() - saidAt < 10_000) return;
      tenth = next;
      saidAt = now();
      const left = secondsLeft(fraction, (now() - started) / 1000, expected);
      output.line(`${title}: ${percent(fraction)}, ${text}, ${formatSeconds(Math.ceil(left))} left`);
    },
    say(line) {
      output.line(line);
    },
    end() {},
  };
}
