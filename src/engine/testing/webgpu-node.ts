/** WebGPU in Node without a graphics card: Chromium ships SwiftShader, a Vulkan device in software, and its loader. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { MatrixEntry } from "./op-matrix.ts";

/** Where Chromium's own libraries lie: Debian's package, or beside the given executable. */
export function swiftShader(executable = "/usr/bin/chromium"): { libraries: string; driver: string } | null {
  for (const libraries of ["/usr/lib/chromium", dirname(executable)]) {
    const driver = join(libraries, "vk_swiftshader_icd.json");
    if (existsSync(driver) && existsSync(join(libraries, "libvulkan.so.1"))) return { libraries, driver };
  }
  return null;
}

/** Runs the op matrix on WebGPU in a process of its own (the loader is found at start only); null without SwiftShader. */
export async function webgpuMatrix(executable?: string): Promise<MatrixEntry[] | null> {
  const device = swiftShader(executable);
  if (!device) return null;
  const script = `import { opMatrix } from ${JSON.stringify(fileURLToPath(new URL("./op-matrix.ts", import.meta.url)))};
process.stdout.write("matrix:" + JSON.stringify(await opMatrix("webgpu")));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    {
      env: { ...process.env, LD_LIBRARY_PATH: device.libraries, VK_ICD_FILENAMES: device.driver },
      maxBuffer: 1 << 26,
    },
  );
  return JSON.parse(stdout.slice(stdout.indexOf("matrix:") + "matrix:".length)) as MatrixEntry[];
}
