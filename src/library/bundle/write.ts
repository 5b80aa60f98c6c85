/** A bundle as its files, and these as one archive: the same ledger gives the same bytes. */
import { zipSync, type Zippable } from "fflate";
import { formatResults } from "../runs/results.ts";
import { bundleFormat, type Bundle } from "./bundle.ts";
import { codecheckYml } from "./codecheck.ts";
import { bundleNames, sumsOf, type BundleFiles, type BundleName } from "./files.ts";
import { logbook } from "./logbook.ts";

export function filesOf(bundle: Bundle): BundleFiles {
  const { version, paper, claims, results } = bundle;
  const ledger = { papertape: "bundle", format: bundleFormat, version, paper, claims };
  const files = new Map<BundleName, string>([
    [bundleNames.codecheck, codecheckYml(bundle)],
    [bundleNames.logbook, logbook(bundle)],
    [bundleNames.ledger, `${JSON.stringify(ledger, null, 2)}\n`],
    [bundleNames.results, formatResults(results)],
  ]);
  return files.set(bundleNames.sums, sumsOf(files));
}

/** An archive has a time for every file; this one says nothing. The first that the format knows. */
const noTime = new Date(1980, 0, 1);

/** A ZIP archive. */
export function zipOf(files: BundleFiles): Uint8Array {
  const encoder = new TextEncoder();
  const entries: Zippable = {};
  for (const [name, text] of files) entries[name] = [encoder.encode(text), { mtime: noTime }];
  return zipSync(entries);
}
