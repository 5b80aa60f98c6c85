/**
 * `npm run bench:kernels`: softmax of one row, and the matrix products of a training step, by our WebAssembly and by its peers, in Node
 * and in headless Chromium. With `--write` it writes docs/performance-kernels.md.
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installPeers } from "../install.ts";
import { openPage } from "../page.ts";
import { root, writtenBy } from "../written-by.ts";
import type { Plan } from "./measure.ts";
import { section } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    largest: { type: "string", default: "23" },
    write: { type: "boolean", default: false },
  },
});
const largest = Number(options.largest);
const plan: Omit<Plan, "device"> = {
  lengths: Array.from({ length: largest - 9 }, (_, at) => 10 + at),
  rounds: Number(options.rounds),
};

installPeers(["@tensorflow/tfjs-backend-wasm"]);
const before = loadavg()[0];
const sections: string[] = [];

const { measure } = await import("./measure.ts");
sections.push(section(`Node ${process.version.slice(1)}`, await measure({ ...plan, device: "cpu" }, (what) => console.error(what)))); // prettier-ignore

const wasm = ["", "-simd"].map((build) =>
  fileURLToPath(new URL(`../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm${build}.wasm`, import.meta.url)),
); // prettier-ignore
const { task, version, close } = await openPage(new URL("page", import.meta.url), wasm);
sections.push(section(version, await task("measure", { ...plan, device: "wasm" })));
await close();

const text = `# Performance of kernels

${writtenBy(`npm run bench:kernels -- --rounds ${plan.rounds} --largest ${largest} --write`)}

One thread unless said otherwise. In each round every arm runs in an order drawn anew, and its fastest run counts; medians over ${plan.rounds} rounds. Node tells time by the processor's clock, Chromium by the wall's. ONNX Runtime is its native build in Node and its WebAssembly in Chromium; it is handed its operands at every call, which is a part of its time, and gives one number back. TensorFlow.js (XNNPACK, WebAssembly with SIMD in both) keeps its operands. Load average of the last minute: ${before.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after.

${sections.join("\n")}`;
console.log(text);
if (options.write) writeFileSync(join(root, "docs/performance-kernels.md"), text);
process.exit();
