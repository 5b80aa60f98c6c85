/** The ledger of one paper on its way out: what was registered, what was measured under it, and the verdicts that this gives. */
import {
  claimAsRegistered,
  judge,
  registrationOf,
  type Judgement,
  type Registration,
  type RunRecord,
} from "#lab/kit/index";
import { committedRegistration, loadExperiment } from "#papers/registry";
import type { Catalogue, LedgerRow, PaperPage, SourceLink } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { evidenceOfClaim } from "../ledger/ledger.ts";
import { parseAs } from "../runs/check.ts";
import type { Results } from "../runs/results.ts";
import { runRecordSchema } from "../runs/schema.ts";

/** Raised when a field changes what it means or goes away; a new field is no reason. */
export const bundleFormat = 1;

export interface Bundle {
  /** Of the papertape that wrote it. */
  readonly version: string;
  readonly paper: BundledPaper;
  /** Every claim of the paper, in its order. */
  readonly claims: readonly BundledClaim[];
  readonly results: Results;
}

export interface BundledPaper {
  readonly slug: string;
  readonly title: string;
  /** Empty where only their number is known. */
  readonly authors: readonly string[];
  readonly published: string | null;
  readonly source: SourceLink | null;
  /** The authors' own code: an address. */
  readonly code: string | null;
}

export interface BundledClaim {
  readonly id: string;
  /** In our words. */
  readonly statement: string;
  /** Why it is out of reach; null where it is not. */
  readonly outOfReach: string | null;
  /** Over the results of the bundle and nothing else. */
  readonly judgement: BundledJudgement;
}

export type BundledJudgement = Pick<Judgement, "verdict" | "proxy" | "mean" | "interval" | "seeds" | "diverged">;

/** What may have been registered before a paper's results were made: for what ships, and for runs of this installation. */
export async function registrationsOf(slug: string): Promise<Registration[]> {
  const experiment = await loadExperiment(slug);
  const all = [await committedRegistration(slug), experiment && (await registrationOf(experiment))];
  return all.filter((registration) => registration !== null);
}

/**
 * The ledger of a paper: the results that ship, or where none do this installation's own full runs.
 * @param registrations those whose content is known; only runs that were computed under one of them can be verified elsewhere.
 * @throws LibraryError NOTHING_MEASURED
 */
export async function bundleOf(
  catalogue: Pick<Catalogue, "runs" | "run">,
  { slug, title, authors, published, source, code, ledger }: PaperPage,
  registrations: readonly Registration[],
  version: string,
): Promise<Bundle> {
  const full = (await catalogue.runs({ paper: slug, limit: 1000 })).filter(
    ({ preset, state, superseded }) => preset === "full" && state === "finished" && !superseded,
  );
  const registration = registrations.find(({ hash }) => full.some((run) => run.registration === hash));
  if (registration === undefined) throw nothingMeasured(slug);
  const under = full.filter((run) => run.registration === registration.hash);
  const committed = under.filter(({ origin }) => origin === "committed");
  const chosen = (committed.length > 0 ? committed : under).toSorted(byStart);
  const pages = await Promise.all(chosen.map(({ id }) => catalogue.run(id)));
  // Through the schema, which gives fields their order: the same ledger is the same bytes.
  const runs = pages.flatMap((page) => (page === null ? [] : [parseAs(runRecordSchema, page.record)]));
  const results = { registration, runs };
  return {
    version,
    paper: { slug, title, authors, published, source, code },
    claims: ledger.map((row) => claimOf(row, results)),
    results,
  };
}

const byStart = (a: Pick<RunRecord, "startedAt" | "id">, b: typeof a): number =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? -1 : 1;

const nothingMeasured = (slug: string): LibraryError =>
  new LibraryError(
    "NOTHING_MEASURED",
    `nothing of ${slug} was measured under a plan that is kept here, so there is no ledger to leave; \`papertape run ${slug} --preset full\` measures it`,
  );

function claimOf({ id, claim }: LedgerRow, results: Results): BundledClaim {
  const { statement, outOfScope } = claim;
  const registered = verdictOf(id, results);
  // What was not registered was not measured: it is out of reach, or came to the paper later.
  const judgement = registered ?? brief(judge(claim, []));
  return { id, statement, outOfReach: outOfScope?.why ?? null, judgement };
}

/** What the results say of a claim, by what was registered of it; null for a claim that was not. */
export function verdictOf(id: string, { registration: { registered }, runs }: Results): BundledJudgement | null {
  if (!Object.hasOwn(registered.claims, id)) return null;
  const { values } = evidenceOfClaim(
    runs.map(({ id: run, origin, preset, registration = null, startedAt, measurements }) => ({
      ...{ run, origin, preset, registration, startedAt: new Date(startedAt) },
      values: measurements.filter(({ claim }) => claim === id),
    })),
  );
  return brief(judge(claimAsRegistered(registered.claims[id], ""), values));
}

const brief = ({ verdict, proxy, mean, interval, seeds, diverged }: Judgement): BundledJudgement => ({
  ...{ verdict, proxy, mean, interval, seeds, diverged },
});
