/** The program of one seed of the fake experiment. */
import { serveSeed } from "../serve.ts";
import { fakeExperiment } from "./fake.ts";

serveSeed(async () => fakeExperiment());
