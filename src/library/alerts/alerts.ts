/** Alerts: readers hear once of what happens to what they follow, on the site, by mail and by feed, each kind and way as they want it. */
import { sql } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { mailingAddress, reachableAt } from "../digest/subscriptions.ts";
import type { Db } from "../store/database.ts";
import { jsonOf } from "../store/json-rows.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { eventInWords, followedInWords } from "../words/alerts.ts";
import type { EventDetails } from "./events.ts";
import { raiseEvents, raisePapers, type FindNew } from "./raise.ts";
import { stopAlertMails } from "./outbox.ts";
import { alertKinds, readSwitches, writeSwitches, type Switches } from "./switches.ts";
import { noteVerdicts } from "./verdicts.ts";

export interface Alerts {
  /**
   * Looks for what happened to followed papers, and for new papers about what is followed, since it was followed and within the last
   * month. Repeating it tells nobody twice. @returns how many alerts there are now that were not there before.
   */
  raise(): Promise<number>;
  settings(readerId: number): Promise<AlertSettings>;
  /** Code: INVALID_INPUT (mail is wanted, and the account has no address). */
  change(readerId: number, switches: Switches): Promise<AlertSettings>;
  /** No alert is mailed any more to the reader of a subscription. */
  stopMails(subscriberId: number): Promise<void>;
  /** What a reader's feed has, newest first. */
  feed(readerId: number): Promise<readonly FeedAlert[]>;
  /** What happened to a paper, newest first, for everybody; null: there is no such paper. */
  ofPaper(slug: string): Promise<{ readonly title: string; readonly alerts: readonly FeedAlert[] } | null>;
}

export interface AlertSettings {
  readonly switches: Switches;
  /** Where mail goes, or would go; null: the account has no address. */
  readonly address: string | null;
}

export interface FeedAlert {
  readonly id: number;
  readonly slug: string;
  /** Of the paper. */
  readonly title: string;
  readonly says: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A feed reader comes by often enough. */
const inFeed = 50;

interface Row extends Omit<FeedAlert, "says"> {
  readonly details: EventDetails | null;
  readonly reason: string | null;
}

const inWords = ({ details, reason, ...alert }: Row): FeedAlert => ({
  ...alert,
  says: details === null ? followedInWords(reason ?? "it") : eventInWords(details),
});

/** Whether any new paper may be wanted by mail. */
const papersByMail = ({ search, author, topic }: Switches): boolean => search.mail || author.mail || topic.mail;

export function createAlerts(db: Db, findNew?: FindNew): Alerts {
  const settings = async (readerId: number): Promise<AlertSettings> => ({
    switches: await readSwitches(db, readerId),
    address: await reachableAt(db, readerId),
  });

  return {
    async raise() {
      await noteVerdicts(db);
      return (await raiseEvents(db)) + (await raisePapers(db, findNew));
    },
    settings,

    async change(readerId, switches) {
      const byMail = alertKinds.some((kind) => switches[kind].mail);
      await db.transaction(async (tx) => {
        if (byMail && !(await mailingAddress(tx, readerId)))
          throw new LibraryError(
            "INVALID_INPUT",
            "this account has no address that takes mail: subscribe to the digest with one and confirm it, then switch mail on",
          );
        await writeSwitches(tx, readerId, switches);
        // What has been switched off is not mailed any more, though it was wanted when it happened.
        await tx.execute(sql`
          update notifications set mail = 'off' where user_id = ${readerId} and mail = 'due' and not (case
            when event_id is null then ${papersByMail(switches)}::boolean
            else (select kind from paper_events where id = event_id) = any(array(select json_array_elements_text(
              ${jsonOf(alertKinds.filter((kind) => switches[kind].mail))}))) end)`);
      });
      return settings(readerId);
    },

    stopMails: (subscriberId) => stopAlertMails(db, subscriberId),

    async feed(readerId) {
      const rows = await rowsOf<Row>(
        db,
        sql`select notifications.id, papers.slug, papers.title, details, reason,
              ${isoTime(sql`coalesce(paper_events.at, notifications.created_at)`)} as at
            from notifications join papers on papers.id = notifications.paper_id
            left join paper_events on paper_events.id = event_id
            where user_id = ${readerId} and in_feed order by notifications.id desc limit ${inFeed}`,
      );
      return rows.map(inWords);
    },

    async ofPaper(slug) {
      const [paper] = await rowsOf<{ id: number; title: string }>(
        db,
        sql`select id, title from papers where slug = ${slug}`,
      );
      if (!paper) return null;
      const rows = await rowsOf<Row>(
        db,
        sql`select id::float8 as id, ${slug}::text as slug, ${paper.title}::text as title, details, null as reason, ${isoTime(sql`at`)} as at
            from paper_events where paper_id = ${paper.id} order by paper_events.id desc limit ${inFeed}`,
      );
      return { title: paper.title, alerts: rows.map(inWords) };
    },
  };
}
