/** Unit tests in Node beside their sources, in three projects; the engine on its other backends, and browser tests against the built site. */
import { existsSync, statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The embedded database waits for its disk at every start; what a test makes may lie in memory, where there is room. */
const memory = "/dev/shm";
const roomIn = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};
if (!process.env.TMPDIR && existsSync(memory) && roomIn(memory) > 4e9) process.env.TMPDIR = memory;

/** Floors whose tests change nothing that others would see. */
const methods = ["engine", "lab", "papers", "bakeoffs"];

/** Tests that start processes, break files or change the environment: nothing of theirs may reach another. */
const alone = ["src/cli", "src/library/store"];

const unit = {
  environment: "node",
  // Generous: some tests start real processes and databases, and other work may share the machine.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // ONNX Runtime and PGlite live in native code and WASM: a process each keeps a crash where it belongs.
  pool: "forks",
  maxWorkers: 2,
} as const;

const site = {
  // Routes name what they import as SvelteKit does.
  resolve: { alias: { $lib: fileURLToPath(new URL("src/site/lib", import.meta.url)) } },
};
const served = {
  ...unit,
  setupFiles: ["src/library/testing/setup.ts"],
  // Commands that tests start begin in a third of the time.
  globalSetup: ["scripts/bundle.js"],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...unit,
          name: "unit",
          include: methods.map((floor) => `src/${floor}/**/*.test.ts`),
          // What they import is loaded once for all of them, which halves their time.
          isolate: false,
        },
      },
      {
        ...site,
        test: {
          ...served,
          name: "unit-site",
          include: ["src/library/**/*.test.ts", "src/site/**/*.test.ts"],
          exclude: alone.map((folder) => `${folder}/**`),
          isolate: false,
        },
      },
      {
        ...site,
        test: {
          ...served,
          name: "unit-alone",
          include: [...alone.map((folder) => `${folder}/**/*.test.ts`), "tests/*.test.ts"],
        },
      },
      {
        test: {
          name: "backends",
          environment: "node",
          include: ["tests/backends/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          pool: "forks",
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "browser",
          environment: "node",
          include: ["tests/e2e/**/*.test.ts"],
          // One server for those that only read and run; those that change what others would see start one of their own.
          globalSetup: ["scripts/bundle.js", "tests/e2e/setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // What a click leads to may be a page's load away.
          expect: { poll: { timeout: 30_000 } },
          pool: "forks",
          maxWorkers: 2,
        },
      },
    ],
  },
});
