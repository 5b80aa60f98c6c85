/** The program of one seed of a paper made small. */
import { serveSeed } from "../serve.ts";
import { smallExperiment } from "./small.ts";

serveSeed(smallExperiment);
