/** People and papers for tests of the community. */
import { authors, paperAuthors, papers, paperTopics, topics, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { Person } from "./person.ts";

export interface Crowd {
  readonly ada: Person;
  readonly bob: Person;
  readonly eve: Person;
  readonly editor: Person;
  readonly admin: Person;
}

/** Ada Lovelace, Bob and Eve read; two others look after things. */
export async function crowd(db: Db): Promise<Crowd> {
  const rows = await db
    .insert(users)
    .values([
      { name: "Ada Lovelace", email: "ada@example.org", emailKey: "ada@example.org" },
      { name: "Bob", emailKey: "bob@example.org" },
      { name: "Eve", emailKey: "eve@example.org" },
      { name: "Ed Itor", emailKey: "ed@example.org", role: "editor" },
      { name: "Root", emailKey: "root@example.org", role: "admin" },
    ])
    .returning({ id: users.id, role: users.role });
  const [ada, bob, eve, editor, admin] = rows;
  return { ada, bob, eve, editor, admin };
}

/** A paper by Zoe Last and Ann First on things; its id. */
export async function paper(db: Db, slug: string, fields: Partial<typeof papers.$inferInsert> = {}): Promise<number> {
  const [{ id }] = await db
    .insert(papers)
    .values({ slug, title: `Paper ${slug}`, titleKey: `paper${slug}`, ...fields })
    .returning({ id: papers.id });
  for (const [position, name] of ["Zoe Last", "Ann First"].entries()) {
    const named = { name, nameKey: name.toLowerCase().replace(" ", "") };
    const [author] = await db
      .insert(authors)
      .values(named)
      .onConflictDoUpdate({ target: authors.nameKey, set: named })
      .returning({ id: authors.id });
    await db.insert(paperAuthors).values({ paperId: id, authorId: author.id, position });
  }
  await db.insert(topics).values({ slug: "things", name: "Things" }).onConflictDoNothing();
  await db.insert(paperTopics).values({ paperId: id, topic: "things", position: 0 });
  return id;
}
