/** TypeScript as people write it: the sources inside five installed packages, all under the MIT licence, split by package. */
import { datasetBytes } from "#dataset-bytes";

/** Where each package has its sources, whose they are, and whether a model may learn from them. */
export const codePackages = {
  zod: { under: "src", holder: "Colin McDonnell", part: "train" },
  "onnxruntime-web": { under: "lib", holder: "Microsoft Corporation", part: "train" },
  katex: { under: "src", holder: "Khan Academy and other contributors", part: "train" },
  htmlparser2: { under: "src", holder: "Chris Winberry", part: "held" },
  "@cfworker/json-schema": { under: "src", holder: "Jeremy Danyow", part: "held" },
} as const;
export type CodePackageName = keyof typeof codePackages;

export interface CodePackage {
  readonly version: string;
  readonly license: string;
  /** The licence in full with its copyright line. */
  readonly notice: string;
  /** Sources by their path in the package, in the order of the paths; no two are the same. */
  readonly files: Readonly<Record<string, string>>;
}

/** JSON of that shape, UTF-8 in the file. */
export type CodeSources = Readonly<Record<CodePackageName, CodePackage>>;

export const codeSources = async (): Promise<CodeSources> =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await datasetBytes("code"))) as CodeSources;

/** The packages of one part: no package is in both, so that no file is learned and asked for. */
export const packagesOf = (part: "train" | "held"): CodePackageName[] =>
  (Object.keys(codePackages) as CodePackageName[]).filter((name) => codePackages[name].part === part);
