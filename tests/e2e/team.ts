/** A team in tests: people who come in by the links of mails, which are files of the data folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser, type ParsedMail } from "mailparser";
import { vi } from "vitest";
import type { Served } from "./server.ts";

/** Mails in a folder, by when they were written. One that is still being written begins with a dot. */
export function mailsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[^.].*\.eml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The mails that a server has written so far. */
export const mails = ({ data }: Served): string[] => mailsIn(join(data, "mail"));

/** The next mail after those that were there. */
export async function mailAfter(served: Served, before: number): Promise<ParsedMail> {
  const path = await vi.waitUntil(() => mails(served)[before], { timeout: 10_000 });
  return simpleParser(readFileSync(path));
}

/** The code for the first administrator, from the console. It is said right after the address. */
export const ownerCode = ({ said }: Served): Promise<string> =>
  vi.waitUntil(() => /\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b/.exec(said())?.[0], { timeout: 10_000 }) as Promise<string>;

/** The path of the first link in a mail. */
export const linkIn = ({ text }: ParsedMail): string => new URL(/http:\S+/.exec(text ?? "")![0]).pathname;
