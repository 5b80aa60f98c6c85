/** Readers with accounts and tokens of their own, and afterwards what the store has of them. */
import { eq } from "drizzle-orm";
import { openLibrary, type LibraryConfig } from "../../src/library/index.ts";
import { hashOf } from "../../src/library/readers/secret.ts";
import { apiTokens, bookmarks, comments, papers, users, votes } from "../../src/library/schema/index.ts";
import type { Reader } from "./crowd.ts";

type Store = Pick<LibraryConfig, "dataDir" | "databaseUrl">;

const open = (store: Store) => openLibrary({ ...store, holder: { command: "a benchmark" } });

/** Makes them, and names the papers of the shelf. */
export async function inviteReaders(store: Store, many: number): Promise<{ readers: Reader[]; slugs: string[] }> {
  const library = await open(store);
  try {
    const people = Array.from({ length: many }, (_, index) => ({
      name: `Reader ${index}`,
      emailKey: `reader ${index}`,
    }));
    const ids = await library.db.insert(users).values(people).returning({ id: users.id });
    const readers: Reader[] = [];
    for (const { id } of ids) {
      const token = await library.readers.createToken(id, { name: "bench", scope: "write" });
      readers.push({ token, marks: new Set(), comments: new Set(), unsure: new Set(), unsureComments: 0 });
    }
    const slugs = (await library.db.select({ slug: papers.slug }).from(papers).orderBy(papers.id).limit(38)).map(
      ({ slug }) => slug,
    );
    return { readers, slugs };
  } finally {
    await library.close();
  }
}

export interface Kept {
  readonly marks: number;
  readonly comments: number;
  /** What a reader was told and the store does not have, or the other way round. */
  readonly wrong: readonly string[];
}

/** What was broken off may have been done or not. */
export async function compareKept(store: Store, readers: readonly Reader[]): Promise<Kept> {
  const library = await open(store);
  try {
    const marksIn = async (what: "vote" | "bookmark", table: typeof votes | typeof bookmarks) => {
      const rows = await library.db
        .select({ hash: apiTokens.hash, slug: papers.slug })
        .from(table)
        .innerJoin(papers, eq(papers.id, table.paperId))
        .innerJoin(apiTokens, eq(apiTokens.userId, table.userId));
      return rows.map(({ hash, slug }) => `${hash} ${what} ${slug}`);
    };
    const named = (marks: (reader: Reader) => ReadonlySet<string>) =>
      readers.flatMap((reader) => [...marks(reader)].map((mark) => `${hashOf(reader.token)} ${mark}`));
    const unsure = new Set(named(({ unsure }) => unsure));
    const stored = new Set([...(await marksIn("vote", votes)), ...(await marksIn("bookmark", bookmarks))]);
    const told = new Set(named(({ marks }) => marks));
    const said = new Set((await library.db.select({ id: comments.id }).from(comments)).map(({ id }) => id));
    const acknowledged = readers.flatMap(({ comments }) => [...comments]);
    const more = said.size - new Set(acknowledged).size;
    const brokenOff = readers.reduce((sum, { unsureComments }) => sum + unsureComments, 0);
    return {
      marks: stored.size,
      comments: said.size,
      wrong: [
        ...[...told].filter((one) => !stored.has(one) && !unsure.has(one)),
        ...[...stored].filter((one) => !told.has(one) && !unsure.has(one)),
        ...acknowledged.filter((id) => !said.has(id)).map((id) => `comment ${id}`),
        ...(more > brokenOff ? [`${more} comments that nobody was told of`] : []),
      ],
    };
  } finally {
    await library.close();
  }
}
