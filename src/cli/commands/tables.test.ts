import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "../command.ts";
import { rememberedIo, temporaryFolder } from "../testing.ts";
import tablesCommand from "./tables.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

async function run(text: string, ...args: readonly string[]) {
  const file = join(folder.path, "paper");
  writeFileSync(file, text);
  const { io, out, err } = rememberedIo();
  await tablesCommand.run(parse(tablesCommand, [file, ...args]), io);
  return { out: out(), err: err() };
}

const html =
  "<p>We compare.</p><table><tr><th rowspan=2>Method<th colspan=2>CIFAR-10<tr><th>Acc. (%) ↑<th>Params (M) ↓" +
  "<tr><td>BN only<td>82.0 ± 0.3<td>0.02<tr><td>Full<td><b>93.1</b><td>0.27</table>";

describe("papertape tables", () => {
  test("prints a row for every number, and says that nobody verified it", async () => {
    const { out, err } = await run(html);
    expect(out.split("\n")[1]).toMatch(/^ *1 +BN only +CIFAR-10 +accuracy +82 ± 0\.3 % +higher$/);
    expect(out.split("\n").filter((line) => line !== "")).toHaveLength(5);
    expect(err).toBe("4 numbers in 1 table, extracted and not verified.\n");
  });

  test("prints them as JSON with their places, of any format", async () => {
    const rows: unknown = JSON.parse((await run(html, "--json")).out);
    expect(rows).toContainEqual({
      ...{
        table: 1,
        method: "Full",
        dataset: "CIFAR-10",
        metric: "accuracy",
        value: 93.1,
        unit: "%",
        better: "higher",
      },
      ...{ bold: true, provenance: { row: 3, column: 1, caption: "" } },
    });
    const markdown = "| Model | BLEU |\n|---|---|\n| a | 28.4 |";
    expect(JSON.parse((await run(markdown, "--json")).out)).toMatchObject([
      { method: "a", metric: "BLEU", value: 28.4 },
    ]);
    expect(JSON.parse((await run("No table.", "--json")).out)).toEqual([]);
  });

  test("says what was cut, and why there is nothing", async () => {
    const wide = await run("<table><tr><th>M<th>Acc.<th colspan=1000000>x<tr><td>a<td>5<td>6</table>");
    expect(wide.err).toMatch(/columns/);
    await expect(run("Only prose.")).rejects.toThrow("no table was found in it");
    await expect(run("| a | b |\n|---|---|\n| 1 | 2 |")).rejects.toThrow("no metric is named in its 1 table");
    await expect(run(html, "--format", "pdf")).rejects.toThrow('one of html, latex, markdown, text, not "pdf"');
  });
});
