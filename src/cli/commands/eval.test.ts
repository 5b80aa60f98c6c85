import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "../command.ts";
import { evaluations } from "../eval/evaluations.ts";
import { rememberedIo, temporaryFolder } from "../testing.ts";
import { afterAll, describe, expect, test } from "vitest";
import evalCommand from "./eval.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const write = (name: string, rows: readonly unknown[]) =>
  writeFileSync(join(folder.path, name), rows.map((row) => JSON.stringify(row)).join("\n"));

async function run(...args: readonly string[]) {
  const { io, out, err } = rememberedIo();
  await evalCommand.run(parse(evalCommand, args), io);
  return { out: out(), err: err() };
}

write("documents.jsonl", [{ id: "a", rows: [{ name: "Alder plc", marketValue: 60 }] }]);
write("extractions.jsonl", [{ model: "m", id: "a", rows: [{ name: "Alder plc", marketValue: 60 }] }, { model: "m" }]);

describe("papertape eval", () => {
  test("prints a table, and names what could not be scored", async () => {
    const { out, err } = await run("taser", folder.path);
    expect(out).toMatch(/^model +records +precision +recall +F1 .*\nm +1 +1\.000 /);
    expect(err).toBe("extractions.jsonl, line 2: it has no id\n");
  });

  test("prints the same as JSON, and as a page", async () => {
    const { out } = await run("taser", folder.path, "--json");
    expect(JSON.parse(out)).toMatchObject({ models: { m: { row_f1: 1, value_fidelity: 1 } } });
    const page = await run("taser", folder.path, "--html");
    expect(page.out).toMatch(/^<!doctype html>[^]*<th scope="row">m<\/th><td>1<\/td><td>1\.000<\/td>/);
    expect(page.out).toContain("extractions.jsonl, line 2: it has no id");
  });

  test("refuses what it cannot evaluate, both forms at once, and a folder without the files or without a record", async () => {
    await expect(run("weather", folder.path)).rejects.toThrow("search, sob, charts, taser and weaver can be evaluated");
    await expect(run("taser", folder.path, "--json", "--html")).rejects.toThrow("one of them");
    await expect(run("sob", folder.path)).rejects.toThrow("records.jsonl: there is no such file");
    write("records.jsonl", [{}]);
    await expect(run("weaver", folder.path)).rejects.toThrow("nothing could be scored");
  });

  test("says in its help what each evaluation reads", () => {
    for (const name of Object.keys(evaluations))
      expect(evalCommand.details?.some((paragraph) => paragraph.startsWith(`${name}: `))).toBe(true);
  });
});
