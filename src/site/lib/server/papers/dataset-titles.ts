/** Datasets as a reader knows them. */
import { isDatasetName, type DatasetName } from "#lab/datasets/names";

const titles: Readonly<Record<DatasetName, string>> = {
  code: "TypeScript sources of five packages",
  "locale-names": "names in 40 languages",
  mnist: "MNIST digits",
  "moby-dick": "the text of Moby Dick",
  "state-of-the-union": "eight State of the Union addresses",
  wordnet: "WordNet, 117,791 meanings of English words",
};

/** Names -> titles; a name that is not a dataset of ours stands for itself. */
export const datasetTitles = (names: readonly string[]): string[] =>
  names.map((name) => (isDatasetName(name) ? titles[name] : name));
