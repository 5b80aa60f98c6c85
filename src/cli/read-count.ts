import { UsageError } from "./failure.ts";

/** How many of something an option asks for. @throws UsageError */
export function readCount(option: string, text: string, most: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > most)
    throw new UsageError(`invalid ${option}: ${JSON.stringify(text)}; it is a number from 1 to ${most}`);
  return Number(text);
}
