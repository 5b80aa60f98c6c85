/** The engine's work in a browser: the op matrix, and a small training run. */
import { serveTasks, type Device } from "#engine";
import { opMatrix } from "#engine/testing/op-matrix";
import { trainSpirals } from "../spirals.ts";

serveTasks({
  matrix: ({ device }: { device: Device }) => opMatrix(device),
  train: (input: Parameters<typeof trainSpirals>[0], { progress, signal }) => trainSpirals(input, progress, signal),
  environment: () => ({ isolated: crossOriginIsolated, webgpu: "gpu" in navigator }),
});
