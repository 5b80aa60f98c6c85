/**
 * A thread of a crew (crew.ts): runs the functions that it is told to, over a memory that it shares. Plain JavaScript, which Node starts as
 * it stands, as a browser does.
 */
const port = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort ?? globalThis;

port.addEventListener("message", ({ data: { module, memory, control, index, names } }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const functions = names.map((name) => exports[name]);
  port.postMessage("ready");
  for (let seen = 0; ;) {
    Atomics.wait(control, 0, seen);
    seen = Atomics.load(control, 0);
    const [, , called, calls] = control;
    if (index < calls) functions[called](...control.subarray(4 + 4 * index, 8 + 4 * index));
    if (Atomics.sub(control, 1, 1) === 1) Atomics.notify(control, 1);
  }
});
port.start?.();
