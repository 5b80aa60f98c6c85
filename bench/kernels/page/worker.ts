/** The same kernels as in Node, in a browser's worker. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { serveTasks } from "../../../src/engine/index.ts";
import { measure, type Plan } from "../measure.ts";

serveTasks({
  measure: (plan: Plan) => {
    setWasmPaths(new URL("/", location.origin).href);
    return measure(plan, () => {});
  },
});
