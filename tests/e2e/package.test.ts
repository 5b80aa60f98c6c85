/** What `npm pack` makes, in the folder of somebody who installed it: packages lie beside papertape, and nothing of this project is near. */
import { spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { command } from "./server.ts";

const project = dirname(dirname(command));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "papertape-package-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = {
  ...process.env,
  NO_COLOR: "1",
  NODE_OPTIONS: "",
  PAPERTAPE_DATA: "",
  DATABASE_URL: "",
  PORT: "0",
  HOST: "127.0.0.1",
};

function run(program: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stdout}${stderr}`, { cause: error });
  return stdout;
}

/** As npm installs it. Its packages are those of this project, so that nothing is fetched. */
function install(): string {
  run(process.execPath, [join(project, "scripts", "package.js")], project);
  run("npm", ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder], project);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const packages = join(folder, "node_modules");
  const papertape = join(packages, "papertape");
  mkdirSync(papertape, { recursive: true });
  run("tar", ["-xzf", join(folder, tarball), "--strip-components=1", "-C", papertape]);
  const { dependencies } = JSON.parse(readFileSync(join(papertape, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), "typescript", "@types/node"]) {
    mkdirSync(dirname(join(packages, name)), { recursive: true });
    symlinkSync(join(project, "node_modules", name), join(packages, name));
  }
  return papertape;
}

const program = `import { ones, zeros, type Tensor } from "papertape/engine";
import { seedNorm } from "papertape/papers/seednorm";

export const method: (...args: never[]) => Tensor = seedNorm;
console.log(typeof seedNorm, typeof ones, typeof zeros);
`;

test("the package works in a stranger's folder: as a command, in Node, with types, and in a page", async () => {
  const papertape = install();
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "type": "module" }');
  writeFileSync(join(folder, "main.ts"), program);

  writeFileSync(join(folder, "main.js"), program.replace(", type Tensor", "").replace(/: \(.*?=> Tensor/, ""));
  expect(run(process.execPath, ["main.js"])).toBe("function function function\n");

  for (const [module, moduleResolution] of [
    ["esnext", "bundler"],
    ["nodenext", "nodenext"],
  ]) {
    const options = ["--strict", "--noEmit", "--target", "es2022", "--module", module];
    run(process.execPath, [
      join(folder, "node_modules/typescript/bin/tsc"),
      ...options,
      "--moduleResolution",
      moduleResolution,
      "main.ts",
    ]);
  }

  writeFileSync(join(folder, "index.html"), '<script type="module" src="/main.ts"></script>');
  run(process.execPath, [join(folder, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "error"]);
  expect(readdirSync(join(folder, "dist"))).toContain("index.html");

  const bin = join(papertape, "bin", "papertape.js");
  const ofProject = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { version: string };
  expect(run(process.execPath, [bin, "--version"])).toBe(`${ofProject.version}\n`);
  const quick = JSON.parse(run(process.execPath, [bin, "run", "structured-output-benchmark", "--json"])) as object;
  expect(quick).toMatchObject({ record: { paper: "structured-output-benchmark", state: "finished" } });
  // Beside node_modules, not in what npm replaces.
  expect(readdirSync(join(folder, "data"))).toContain("pg");

  const server = spawn(process.execPath, [bin, "serve"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    let said = "";
    for await (const chunk of server.stdout as AsyncIterable<Buffer>)
      if (/http:\S+/.test((said += chunk.toString()))) break;
    const page = await fetch(`${/http:\S+/.exec(said)![0]}/papers/seednorm`);
    expect(await page.text()).toContain('import { seedNorm } from "papertape/papers/seednorm"');
  } finally {
    server.kill();
    await ended;
  }
}, 900_000);
