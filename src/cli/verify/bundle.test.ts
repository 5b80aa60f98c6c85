/** A bundle of a paper of the shelf, as another papertape sends it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunRecord } from "#lab/kit/index";
import { bundleOf, registrationsOf, verdictOf, type Bundle } from "#library/bundle/bundle";
import { filesOf, zipOf } from "#library/bundle/write";
import type { Catalogue, PaperPage } from "#library/catalogue";
import { ledgerRow } from "#library/ledger/ledger";
import { committedRuns, paperBySlug } from "#papers/registry";
import { exitCodes } from "../failure.ts";
import { rememberedIo, temporaryFolder } from "../testing.ts";
import { isBundle, verifyBundle } from "./bundle.ts";

const slug = "layer-norm";
const options = { only: null, workers: 1, compute: false };

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function shipped(): Promise<Bundle> {
  const runs = (await committedRuns(slug)) as RunRecord[];
  const catalogue = {
    runs: async () => runs,
    run: async (id: string) => ({ record: runs.find((run) => run.id === id) }),
  } as unknown as Catalogue;
  const paper = paperBySlug(slug)!;
  const ledger = Object.entries(paper.claims).map(([id, claim]) => ledgerRow(id, claim, []));
  const page = { ...paper, authors: [], source: null, ledger } as unknown as PaperPage;
  return bundleOf(catalogue, page, await registrationsOf(slug), "0.0.1");
}

async function verified(bundle: Bundle) {
  const path = join(folder.path, "sent.zip");
  writeFileSync(path, zipOf(filesOf(bundle)));
  const { io, out } = rememberedIo();
  return { code: await verifyBundle(path, options, io), said: out() };
}

test("what ships is verified, verdict by verdict", async () => {
  const { code, said } = await verified(await shipped());
  expect(said).toMatch(/\d+ verdicts computed again from the numbers of 1 run, written by papertape 0\.0\.1/);
  expect(said).not.toContain("registered otherwise");
  expect(code).toBe(exitCodes.ok);
});

test("a run that ships here has the same numbers there, however well the others agree among themselves", async () => {
  const sent = await shipped();
  const [run] = sent.results.runs;
  const doubled = run.measurements.map((one) => (one.value === null ? one : { ...one, value: one.value * 2 }));
  const results = { ...sent.results, runs: [{ ...run, measurements: doubled }] };
  const claims = sent.claims.map((claim) => ({ ...claim, judgement: verdictOf(claim.id, results) ?? claim.judgement }));
  const { code, said } = await verified({ ...sent, claims, results });
  expect(said).toMatch(new RegExp(`run ${run.id} ships with papertape, and \\d+ numbers of it are others here`));
  expect(code).toBe(exitCodes.failure);
});

test("another paper, which nothing here could compute again, is verified as far as that goes", async () => {
  const { paper, results, ...rest } = await shipped();
  const runs = results.runs.map((run) => ({ ...run, paper: "elsewhere" }));
  const { code, said } = await verified({
    ...rest,
    paper: { ...paper, slug: "elsewhere" },
    results: { ...results, runs },
  });
  expect(said).toContain("elsewhere: this papertape has no experiment of that name");
  expect(code).toBe(exitCodes.ok);
});

test.each(["./a.zip", "a.bundle.zip", "some/folder", "a\\b"])("%s is a bundle", (word) =>
  expect(isBundle(word)).toBe(true),
);
test("a paper's short name is none", () => expect(isBundle(slug)).toBe(false));
