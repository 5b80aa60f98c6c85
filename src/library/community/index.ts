/** What readers make of papers together. Everything here is about one person at a time, named by id; who they are is the readers' part. */
import type { PaperSummary } from "../catalogue.ts";
import { papersNamed } from "../papers/read.ts";
import type { Db } from "../store/database.ts";
import { createAlerts, type Alerts } from "../alerts/alerts.ts";
import type { FindNew } from "../alerts/raise.ts";
import { createAuthorship, type Authorship } from "./authorship.ts";
import { createCollections, type Collections } from "./collections.ts";
import { createComments, type Comments } from "./comments.ts";
import { createFollows, type Follows } from "./follows.ts";
import { createPrivateFeeds, type PrivateFeeds } from "./private-feeds.ts";
import { createReactions, type Reactions } from "./reactions.ts";
import { createModeration, type Moderation } from "./moderation.ts";
import { createNotifications, type Notifications } from "./notifications.ts";
import { createSubmissions, type Submissions, type SubmissionsOptions } from "./submissions/submissions.ts";

export interface Community {
  /** Papers by slug, in the order asked for: of a collection, of somebody's bookmarks. One that is not here is left out. */
  papers(slugs: readonly string[]): Promise<PaperSummary[]>;
  /** Votes and bookmarks. */
  readonly reactions: Reactions;
  readonly comments: Comments;
  /** Reports, and what editors do about them. */
  readonly moderation: Moderation;
  readonly notifications: Notifications;
  /** Papers, authors, topics and searches that people follow. */
  readonly follows: Follows;
  /** From what is followed to notifications, mails and feeds. */
  readonly alerts: Alerts;
  /** Secret addresses for programs that read feeds. */
  readonly privateFeeds: PrivateFeeds;
  /** Who says to have written a paper. */
  readonly authorship: Authorship;
  readonly collections: Collections;
  /** Papers that readers bring. */
  readonly submissions: Submissions;
}

export interface CommunityOptions extends SubmissionsOptions {
  /** Absent where there is no search: then followed searches find nothing. */
  readonly findNew?: FindNew;
}

export function createCommunity(db: Db, { findNew, ...submissions }: CommunityOptions): Community {
  return {
    papers: (slugs) => papersNamed(db, slugs),
    reactions: createReactions(db),
    comments: createComments(db),
    moderation: createModeration(db),
    notifications: createNotifications(db),
    follows: createFollows(db),
    alerts: createAlerts(db, findNew),
    privateFeeds: createPrivateFeeds(db),
    authorship: createAuthorship(db),
    collections: createCollections(db),
    submissions: createSubmissions(db, submissions),
  };
}
