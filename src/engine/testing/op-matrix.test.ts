import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { opMatrix, type MatrixEntry } from "./op-matrix.ts";
import { columnOf, opsPage, renderOpsPage, supportOf } from "./ops-page.ts";

const failures = (matrix: readonly MatrixEntry[]) =>
  matrix.filter(({ forward, gradient }) => forward !== "ok" || (gradient !== null && gradient !== "ok"));

describe("every sample of every op, forward and gradient, agrees with double precision", () => {
  test("on the CPU", async () => expect(failures(await opMatrix("cpu"))).toEqual([]));
  test("on WASM", async () => expect(failures(await opMatrix("wasm"))).toEqual([]), 60_000);
});

test("docs/ops.md is what the op tables say; npx tsx src/engine/testing/ops-page.ts rewrites it", async () => {
  const page = readFileSync(opsPage, "utf8");
  const cpu = supportOf(await opMatrix("cpu"));
  // WASM has the CPU's kernels, as the test above found; WebGPU's column is checked where WebGPU runs.
  expect(page).toBe(renderOpsPage({ cpu, wasm: cpu, webgpu: columnOf(page, "webgpu") }));
});
