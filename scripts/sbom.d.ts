interface Component {
  readonly name: string;
  readonly version: string;
  readonly "bom-ref": string;
}

/** The CycloneDX document that `npm run sbom` prints. */
export function sbom(): {
  readonly bomFormat: "CycloneDX";
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};
