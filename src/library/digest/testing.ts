/** For tests of the digest: papers of a day, confirmed readers, and a digest on a clock of its own. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { smtpMailer } from "../mail/smtp-mailer.ts";
import { papers, subscribers, topics, paperTopics, users, votes } from "../schema/index.ts";
import type { ForYou } from "../for-you/for-you.ts";
import type { Db } from "../store/database.ts";
import type { Behaviour, Sink } from "../testing/smtp.ts";
import { startSink } from "../testing/smtp.ts";
import { createDigests, type Digests } from "./digests.ts";
import type { FindNew } from "./candidates.ts";

export interface Desk extends Digests {
  readonly sink: Sink;
  /** Where its journals are. */
  readonly folder: string;
  /** Moves its clock. */
  at(iso: string): void;
  stop(): Promise<void>;
}

/** Milliseconds: ample on a busy machine, and short only where the server may be one that says nothing to a mail. */
const patienceWith = ({ onMail }: Behaviour) => ({ connect: 10_000, answer: 10_000, verdict: onMail ? 300 : 10_000 });

/** A digest whose mail goes to a server of its own. It is 25 November 2026, 12:00 UTC, until it is told otherwise. */
export async function openDesk(
  db: Db,
  behaviour: Behaviour = {},
  findNew?: FindNew,
  forYou?: Pick<ForYou, "order">,
): Promise<Desk> {
  const sink = await startSink(behaviour);
  const folder = mkdtempSync(join(tmpdir(), "papertape-test-"));
  const mailer = smtpMailer(sink.url, "papertape <papers@example.org>", patienceWith(behaviour));
  let now = new Date("2026-11-25T12:00:00Z");
  const digests = createDigests(db, {
    mailer,
    site: () => "https://papers.example.org",
    folder,
    findNew,
    forYou,
    now: () => now,
  });
  return {
    ...digests,
    sink,
    folder,
    at: (iso) => void (now = new Date(iso)),
    async stop() {
      await mailer.close();
      await sink.stop();
    },
  };
}

/** A paper of a day, with votes of so many people; its id. */
export async function paperOf(
  db: Db,
  slug: string,
  {
    day = "2026-11-25",
    topic,
    votes: max = 0,
    title = `Paper ${slug}`,
  }: { day?: string; topic?: string; votes?: number; title?: string } = {},
): Promise<number> {
  const [{ id }] = await db
    .insert(papers)
    .values({ slug, title, titleKey: slug, published: day, summary: `What ${slug} found. And more.` })
    .returning({ id: papers.id });
  if (topic) {
    await db
      .insert(topics)
      .values({ slug: topic, name: `Topic ${topic}` })
      .onConflictDoNothing();
    await db.insert(paperTopics).values({ paperId: id, topic, position: 0 });
  }
  for (let n = 0; n < max; n++) {
    const emailKey = `voter${n}@example.org`;
    const person = { name: emailKey, emailKey };
    const [{ user }] = await db
      .insert(users)
      .values(person)
      .onConflictDoUpdate({ target: users.emailKey, set: person })
      .returning({ user: users.id });
    await db.insert(votes).values({ paperId: id, userId: user, createdAt: new Date(`${day}T10:00:00Z`) });
  }
  return id;
}

/** A reader who has confirmed; the id. */
export async function subscribed(db: Db, desk: Digests, email: string, preferences: object = {}): Promise<number> {
  await desk.subscribe({ email, preferences, network: email });
  const [{ id }] = await db.select({ id: subscribers.id }).from(subscribers).where(eq(subscribers.emailKey, email));
  await desk.confirm(id);
  return id;
}
