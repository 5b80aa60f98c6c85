/** A bundle as files: which there are, and the sums by which anybody (`sha256sum -c SHA256SUMS`) sees that none was changed. */
import { createHash } from "node:crypto";
import { LibraryError } from "../errors.ts";

/** Where each of them lies, as CODECHECK has it: the configuration at the root, what it says in a folder. */
export const bundleNames = {
  codecheck: "codecheck.yml",
  logbook: "codecheck/logbook.md",
  ledger: "ledger.json",
  results: "results.json",
  sums: "SHA256SUMS",
} as const;

export type BundleName = (typeof bundleNames)[keyof typeof bundleNames];

/** By name. */
export type BundleFiles = ReadonlyMap<BundleName, string>;

/** What the sums are of. The configuration is not among them: whoever checks the paper writes their name and certificate into it. */
export const summed: readonly BundleName[] = [bundleNames.logbook, bundleNames.ledger, bundleNames.results];

/** SHA-256 in hexadecimal, of UTF-8. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The file of sums, as sha256sum writes it. */
export const sumsOf = (files: BundleFiles): string =>
  summed.map((name) => `${sha256(files.get(name)!)}  ${name}\n`).join("");

/** @throws LibraryError INVALID_BUNDLE with every file that is missing, or is not the one that was summed. */
export function checkSums(files: BundleFiles): void {
  const missing = Object.values(bundleNames).filter((name) => !files.has(name) && name !== bundleNames.codecheck);
  if (missing.length > 0) throw invalidBundle(missing.map((name) => `there is no ${name} in it`));
  const listed = new Map<string, string>();
  for (const line of files.get(bundleNames.sums)!.split(/\r?\n/)) {
    const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line) ?? [];
    if (name !== undefined) listed.set(name, sum.toLowerCase());
  }
  const wrong = summed.flatMap((name) => {
    const [is, was] = [sha256(files.get(name)!), listed.get(name)];
    if (was === undefined) return [`${bundleNames.sums} does not list ${name}`];
    return is === was
      ? []
      : [`${name} was changed after its sum was taken: its SHA-256 is ${is}, ${bundleNames.sums} says ${was}`];
  });
  if (wrong.length > 0) throw invalidBundle(wrong);
}

export const invalidBundle = (reasons: readonly string[], cause?: unknown): LibraryError =>
  new LibraryError("INVALID_BUNDLE", "this bundle cannot be trusted, and nothing of it was used:", {
    details: reasons.slice(0, 20),
    cause,
  });
