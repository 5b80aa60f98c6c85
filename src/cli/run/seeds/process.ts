/** The program of a seed's process: an experiment of the shelf. */
import { loadExperiment } from "#papers/registry";
import { serveSeed } from "./serve.ts";

serveSeed(loadExperiment);
