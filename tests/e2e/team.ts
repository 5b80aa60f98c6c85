/** A team in tests: people who come in by the links of mails, which are files of the data folder. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser, type ParsedMail } from "mailparser";
import { vi } from "vitest";
import type { Served } from "./server.ts";

/** The mails so far, by when they were written. */
export function mails({ data }: Served): string[] {
  const folder = join(data, "mail");
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".eml"))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The next mail after those that were there. */
export async function mailAfter(served: Served, before: number): Promise<ParsedMail> {
  const path = await vi.waitUntil(() => mails(served)[before], { timeout: 10_000 });
  return simpleParser(readFileSync(path));
}

/** The path of the first link in a mail. */
export const linkIn = ({ text }: ParsedMail): string => new URL(/http:\S+/.exec(text ?? "")![0]).pathname;
