/** Runs the function of arithmetic.ts as often as asked, and says how long that took. */
interface Exports {
  multiplyAdd(rounds: number, value: number): number;
}

addEventListener("message", ({ data: [bytes, rounds] }: MessageEvent<[BufferSource, number]>) => {
  const { multiplyAdd } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;
  // The first calls compile.
  for (let time = 0; time < 3; time++) multiplyAdd(rounds / 10, 0.5);
  const start = performance.now();
  multiplyAdd(rounds, 0.5);
  postMessage(performance.now() - start);
});
