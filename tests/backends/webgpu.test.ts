/** WebGPU in Node, on Chromium's software device, with fallback to the CPU disabled. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { columnOf, opsPage, supportOf } from "#engine/testing/ops-page";
import { webgpuMatrix } from "#engine/testing/webgpu-node";
import { findChromium } from "../../scripts/chromium.js";

test("every op does on WebGPU what docs/ops.md says", { timeout: 600_000 }, async () => {
  const matrix = await webgpuMatrix(findChromium() ?? undefined);
  expect(matrix, "no SwiftShader beside Chromium").not.toBeNull();
  expect(supportOf(matrix!)).toEqual(columnOf(readFileSync(opsPage, "utf8"), "webgpu"));
});
