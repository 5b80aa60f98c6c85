/** `npm run sbom`: everything that is installed to run papertape, as THIRD-PARTY-NOTICES lists it, for programs (CycloneDX). */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packages, root } from "./notices.js";

/**
 * npm describes the packages, and what is for development is taken out here: its own `--omit dev` leaves out whatever is also a peer of
 * something (Svelte, Vite, PGlite). It takes the folder's name for the project's.
 */
export function sbom() {
  const asked = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
  const { stdout, stderr, error } = spawnSync("npm", asked, { cwd: root, encoding: "utf8", maxBuffer: 1e8 });
  if (error ?? stdout === "") throw new Error(`npm sbom gave no list: ${error?.message ?? stderr}`);
  const { metadata, components, dependencies, ...rest } = JSON.parse(stdout);
  const { name } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const installed = new Set(packages().map(({ name, version }) => `${name}@${version}`));
  const isOurs = (ref) => ref === metadata.component["bom-ref"] || installed.has(ref);
  return {
    ...rest,
    metadata: { ...metadata, component: { ...metadata.component, name } },
    components: components.filter((one) => isOurs(one["bom-ref"])),
    dependencies: dependencies
      .filter(({ ref }) => isOurs(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isOurs) })),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(sbom(), null, 2));
