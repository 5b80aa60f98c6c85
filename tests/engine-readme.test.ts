/** The example that the engine's README shows is the one that runs. */
import { readFileSync } from "node:fs";
import { InferenceSession } from "onnxruntime-node";
import { expect, test, vi } from "vitest";

test("the README of the engine shows tests/examples/mnist-mlp.ts, which trains and exports a reader of digits", async () => {
  const example = readFileSync(new URL("./examples/mnist-mlp.ts", import.meta.url), "utf8");
  expect(readFileSync(new URL("../src/engine/README.md", import.meta.url), "utf8")).toContain(
    `\`\`\`ts\n${example}\`\`\``,
  );
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const { share, file } = await import("./examples/mnist-mlp.ts");
  log.mockRestore();
  expect(share).toBeGreaterThan(0.85);
  expect((await InferenceSession.create(file)).inputNames).toEqual(["image"]);
});
