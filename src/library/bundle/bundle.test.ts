/** A ledger that leaves and is verified elsewhere; and everything that somebody may do to it on the way. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  definePaper,
  experiment,
  registrationOf,
  type Measurement,
  type Paper,
  type Registration,
} from "#lab/kit/index";
import type { Catalogue, PaperPage } from "../catalogue.ts";
import { ledgerRow } from "../ledger/ledger.ts";
import { seed } from "../shelf/seed.ts";
import { committedRun, measured, paperA, runOf, shelfOf, visitorsRun } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { bundleOf, type Bundle } from "./bundle.ts";
import { faultsInBundle } from "./check.ts";
import { bundleNames, sumsOf, type BundleFiles, type BundleName } from "./files.ts";
import { readBundle } from "./read.ts";
import { filesOf, zipOf } from "./write.ts";

const version = "1.2.3";
const tiny = { seeds: 3, seconds: { node: 1, browser: 1 } };
const made = experiment(paperA, {
  charts: {},
  presets: { quick: { ...tiny, seeds: 1 }, full: tiny },
  smoke: tiny,
  plan: { seeds: 3, why: "Enough.", pilot: { halves: 0.1 }, arms: ["a", "b"], steps: 10, tuning: "None." },
  measures: ["halves", "far"],
  datasets: [],
  async *run() {},
});
const numbers: Measurement[] = [...measured("halves", [0.5, 0.52, 0.48]), ...measured("far", [1.1, 0.9, 1.02])];

let folder: string;
let registration: Registration;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "papertape-bundle-"));
  registration = (await registrationOf(made))!;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files into the folder, as unpacking does. */
function unpack(files: BundleFiles): string {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const shipped = () =>
  committedRun([], {
    id: "00000000-0000-4000-8000-000000000001",
    measurements: numbers,
    registration: registration.hash,
  });

/** As the library has it, which the suite over both drivers below asks. */
function bundle(paper: Paper = paperA): Promise<Bundle> {
  const record = shipped();
  const catalogue = { runs: async () => [record], run: async () => ({ record }) } as unknown as Catalogue;
  const ledger = Object.entries(paper.claims).map(([id, claim]) => ledgerRow(id, claim, []));
  const source = { name: "arXiv", id: paper.arxiv!, url: `https://arxiv.org/abs/${paper.arxiv}` };
  const page = { ...paper, authors: ["Ann Ek"], source, code: "https://github.com/someone/paper-a", ledger };
  return bundleOf(catalogue, page as unknown as PaperPage, [registration], version);
}

/** Changes files as somebody would who takes their sums anew. */
async function forged(change: (files: Map<BundleName, string>) => void): Promise<string[]> {
  const files = new Map(filesOf(await bundle()));
  change(files);
  files.set(bundleNames.sums, sumsOf(files));
  return faultsInBundle(await readBundle(unpack(files)), version);
}
const replaced = (name: BundleName, from: string | RegExp, to: string) => (files: Map<BundleName, string>) => {
  const text = files.get(name)!;
  expect(text).toMatch(from);
  files.set(name, text.replace(from, to));
};

overBothDrivers("the library's bundle", (store) => {
  const bundleHere = async () =>
    bundleOf(store.catalogue, (await store.catalogue.paper("paper-a"))!, [registration], version);

  test("stands on the results that ship, and on nothing else", async () => {
    await seed(store.db, shelfOf({ runs: { "paper-a": [shipped()] } }));
    const own = { preset: "full", registration: registration.hash, points: [] } as const;
    await store.catalogue.saveRun(runOf({ ...own, measurements: measured("halves", [9, 9, 9]) }));
    const { results, claims } = await bundleHere();
    expect(results).toEqual({ registration, runs: [shipped()] });
    expect(claims).toEqual((await bundle()).claims);
  });

  test("stands on full runs of this installation where none shipped, and never on a visitor's or a quick one", async () => {
    await seed(store.db, shelfOf());
    const own = { registration: registration.hash, points: [] };
    const full = runOf({ ...own, preset: "full", measurements: numbers });
    const nine = measured("halves", [9, 9, 9]);
    for (const run of [
      full,
      runOf({ ...own, measurements: nine }),
      visitorsRun({ ...own, measurements: nine.slice(0, 1) }),
    ])
      await store.catalogue.saveRun(run);
    expect((await bundleHere()).results.runs).toEqual([full]);
  });

  test("of a paper that was never measured, or under a plan that nobody kept, is none", async () => {
    await seed(store.db, shelfOf());
    const nothing = { code: "NOTHING_MEASURED", message: expect.stringContaining("papertape run paper-a") as unknown };
    await expect(bundleHere()).rejects.toMatchObject(nothing);
    await store.catalogue.saveRun(runOf({ preset: "full", registration: "0".repeat(64) }));
    await expect(bundleHere()).rejects.toMatchObject(nothing);
  });
});

describe("a bundle", () => {
  test("is read from its archive, and says what its numbers say; the same ledger is the same bytes", async () => {
    const sent = await bundle();
    const zip = zipOf(filesOf(sent));
    expect(Buffer.from(zip).equals(zipOf(filesOf(sent)))).toBe(true);
    writeFileSync(join(folder, "a.zip"), zip);
    const { logbook, ...read } = await readBundle(join(folder, "a.zip"));
    expect(read).toEqual(sent);
    expect(logbook).toContain(registration.hash);
    expect(await faultsInBundle({ ...read, logbook }, version)).toEqual([]);
    expect(read.claims.map(({ id, judgement }) => [id, judgement.verdict])).toEqual([
      ["halves", "matches"],
      ["far", "inconclusive"],
      ["unmeasured", null],
    ]);
  });

  test("is unpacked by other programs, and its sums are those of sha256sum", async () => {
    unpack(filesOf(await bundle()));
    const { status, stdout } = spawnSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: folder, encoding: "utf8" });
    expect({ status, lines: stdout.trim().split("\n").length }).toEqual({ status: 0, lines: 3 });
  });

  test("has a codecheck.yml that a YAML parser reads, with what its rules 2.0 ask of a program", async () => {
    const files = filesOf(await bundle());
    const text = files.get(bundleNames.codecheck)!;
    expect(text.startsWith("---\n")).toBe(true);
    const yml = parse(text) as Record<string, unknown> & { manifest: { file: string }[] };
    expect(yml).toMatchObject({
      version: "https://codecheck.org.uk/spec/config/2.0/",
      paper: { title: paperA.title, reference: "https://doi.org/10.48550/arXiv.2403.00001" },
      "reference-other": ["https://github.com/someone/paper-a"],
      check_time: "2026-01-02 10:01:00",
    });
    expect(yml.summary).toContain("1 matches, 1 inconclusive");
    for (const { file } of yml.manifest) expect(files.has(file as BundleName)).toBe(true);
    // Nobody has checked it yet, and nothing pretends that somebody has.
    expect(yml).not.toHaveProperty("codechecker");
    expect(yml).not.toHaveProperty("certificate");
    expect(text).not.toMatch(/FIXME|TODO|XXX/);
  });

  test("has a logbook with every claim, the plan, every number, and the command that verifies it", async () => {
    const text = filesOf(await bundle()).get(bundleNames.logbook)!;
    expect(text).toContain("| halves | halves the loss | 0.5 | below 1 | 0.500 ± 0.050 | 3 | matches |");
    expect(text).toMatch(/\| far \|.*inconclusive, proxy \|/);
    for (const said of [
      "3 seeds. Enough.",
      "| 2 | 0.52 |",
      "papertape verify",
      "sha256sum -c",
      "SHA-256 of the record",
    ])
      expect(text).toContain(said);
  });

  describe("that was changed on the way is refused, with the reason", () => {
    test("a number", async () => {
      const files = new Map(filesOf(await bundle()));
      files.set(bundleNames.results, files.get(bundleNames.results)!.replace("0.52", "0.12"));
      await expect(readBundle(unpack(files))).rejects.toMatchObject({
        code: "INVALID_BUNDLE",
        details: [expect.stringMatching(/^results\.json was changed after its sum was taken: its SHA-256 is \w{64}, /)],
      });
    });
    test.each([
      ["a sum", /^[0-9a-f]{8}/, "00000000", /SHA256SUMS says 00000000/],
      ["no sum", /.*ledger\.json\n/, "", /SHA256SUMS does not list ledger\.json/],
    ])("%s", async (_, from, to, says) => {
      const files = new Map(filesOf(await bundle()));
      files.set(bundleNames.sums, files.get(bundleNames.sums)!.replace(from, to));
      await expect(readBundle(unpack(files))).rejects.toMatchObject({ details: [expect.stringMatching(says)] });
    });
    test("a number, with the sum taken anew", async () => {
      const faults = await forged(replaced(bundleNames.results, '"value":0.52', '"value":0.92'));
      expect(faults[0]).toMatch(/^halves: it says matches \(mean 0\.4997.*; the rule says inconclusive/);
    });
    test("a verdict", async () => {
      const faults = await forged(replaced(bundleNames.ledger, '"verdict": "inconclusive"', '"verdict": "holds"'));
      expect(faults[0]).toMatch(/^far: it says holds .*; the rule says inconclusive/);
    });
    test("a verdict on a claim that was never registered", async () => {
      const faults = await forged(replaced(bundleNames.ledger, '"verdict": null', '"verdict": "holds"'));
      expect(faults[0]).toBe("unmeasured: it says holds, and the claim was never registered");
    });
    test("what counts as an effect, after the hash was taken", async () => {
      const faults = await forged(replaced(bundleNames.results, '"counts":0.1', '"counts":0.9'));
      expect(faults).toEqual([
        expect.stringMatching(/^the hash of the registration .* is not that of what is registered/),
      ]);
    });
    test("the hash, in the registration and in the run", async () => {
      const faults = await forged((files) =>
        files.set(bundleNames.results, files.get(bundleNames.results)!.replaceAll(registration.hash, "f".repeat(64))),
      );
      expect(faults).toEqual([expect.stringMatching(/^the hash of the registration \(f{64}\) is not that/)]);
    });
    test("a seed that was left out", async () => {
      const faults = await forged((files) => {
        replaced(bundleNames.results, '"seeds": [1,2,3]', '"seeds": [1,2]')(files);
        replaced(bundleNames.results, /\n.*"claim":"(?:halves|far)".*"seed":3\},?/g, "")(files);
        replaced(bundleNames.results, /\},(\n {2}\])/g, "}$1")(files);
      });
      expect(faults).toContain("seed 3 of the plan was not run");
    });
    test("the logbook alone", async () => {
      expect(await forged(replaced(bundleNames.logbook, "inconclusive, proxy |", "matches |"))).toEqual([
        expect.stringMatching(/^codecheck\/logbook\.md is not the one that these numbers give/),
      ]);
    });
    test("a claim that went badly, left out", async () => {
      const faults = await forged((files) => {
        const ledger = JSON.parse(files.get(bundleNames.ledger)!) as { claims: { id: string }[] };
        ledger.claims = ledger.claims.filter(({ id }) => id !== "far");
        files.set(bundleNames.ledger, JSON.stringify(ledger));
      });
      expect(faults).toContain("far was registered and measured, and is left out of the claims");
    });
    test("another paper's runs", async () => {
      const faults = await forged(replaced(bundleNames.ledger, '"slug": "paper-a"', '"slug": "paper-b"'));
      expect(faults).toContainEqual(expect.stringMatching(/it is of the paper paper-a, not of paper-b/));
    });
  });

  describe("that is none", () => {
    const refused = (path: string) =>
      readBundle(path).catch(({ code, details }: { code: string; details: string[] }) => ({ code, details }));
    test("is told from one", async () => {
      writeFileSync(join(folder, "a.zip"), "PK or not");
      expect(await refused(join(folder, "a.zip"))).toEqual({
        code: "INVALID_BUNDLE",
        details: [expect.stringMatching(/is no ZIP archive, or was cut off/)],
      });
      expect(await refused(join(folder, "nothing"))).toMatchObject({ code: "INVALID_BUNDLE" });
      writeFileSync(join(folder, "b.zip"), zipSync({ "readme.txt": strToU8("hello") }));
      expect(await refused(join(folder, "b.zip"))).toMatchObject({
        details: expect.arrayContaining(["there is no results.json in it"]) as unknown,
      });
    });
    test("is refused where an archive would grow beyond all bounds", async () => {
      const files = Object.fromEntries(
        Object.values(bundleNames).map((name) => [name, new Uint8Array(name === bundleNames.results ? 33_000_000 : 1)]),
      );
      writeFileSync(join(folder, "bomb.zip"), zipSync(files));
      expect(await refused(join(folder, "bomb.zip"))).toMatchObject({
        details: [expect.stringMatching(/results\.json has 33000000 bytes; at most/)],
      });
    });
    test("is refused where a file has a field that nobody knows", async () => {
      const files = new Map(filesOf(await bundle()));
      replaced(bundleNames.ledger, '"format": 1', '"format": 2')(files);
      files.set(bundleNames.sums, sumsOf(files));
      expect(await refused(unpack(files))).toMatchObject({
        details: [expect.stringMatching(/^ledger\.json: format: is one that this papertape does not know/)],
      });
    });
  });

  test("names what people wrote without letting it be markup", async () => {
    const halves = { ...paperA.claims.halves, statement: "a | *b* <i>" };
    const odd = definePaper({ ...paperA, claims: { ...paperA.claims, halves } });
    expect(filesOf(await bundle(odd)).get(bundleNames.logbook)).toContain("| a \\| \\*b\\* \\<i\\> |");
  });
});
