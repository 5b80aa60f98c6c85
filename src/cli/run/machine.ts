/** What a run was computed on: part of its record, because numbers without it mean little. */
import type { Machine } from "#lab/kit/index";
import { availableParallelism, cpus, release, type as system } from "node:os";
import { version, versionOf } from "../version.ts";

export const threadsHere = (): number => availableParallelism();

export const machineHere = (): Machine => ({
  cpu: cpus()[0]?.model.replace(/\s+/g, " ").trim() || process.arch,
  cores: availableParallelism(),
  os: `${system()} ${release()} ${process.arch}`,
  runtime: `Node.js ${process.version}`,
});

export const versionsHere = (): Record<string, string> => ({
  papertape: version,
  "onnxruntime-node": versionOf("onnxruntime-node"),
});
