/** The datasets by name, and where a browser finds them. */

export const datasetNames = ["code", "locale-names", "mnist", "moby-dick", "state-of-the-union", "wordnet"] as const;
export type DatasetName = (typeof datasetNames)[number];

export const isDatasetName = (name: string): name is DatasetName => (datasetNames as readonly string[]).includes(name);

/** Path below the site's root; the site serves there what `datasetBytes` gives in Node. */
export const datasetPath = (name: DatasetName): string => `/datasets/${name}`;
