/** A session of the fake experiment in a data folder. */
import { join } from "node:path";
import { openSession, type SessionOptions } from "../session.ts";
import { fakeExperiment, seeds } from "./fake.ts";

export const fakeSession = (dataDir: string, options: Partial<SessionOptions> = {}) =>
  openSession({
    dataDir,
    slug: "fake",
    experiment: fakeExperiment(),
    seeds,
    workers: 2,
    anew: false,
    recording: true,
    command: "papertape run fake",
    program: join(import.meta.dirname, "process.ts"),
    source: "of a test",
    ...options,
  });
