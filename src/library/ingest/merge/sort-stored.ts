/** Papers that were stored before the rules of topics: sorted once, in the background. */
import { topicRulesVersion, topicsOf } from "#papers/topic-rules";
import type { Db } from "../../store/database.ts";
import { doAgain, type Again } from "./again.ts";
import { insertTopics } from "./store.ts";

/** Adds topics to what has none of them. */
export const sorting: Again = {
  key: "topic rules",
  version: topicRulesVersion,
  work: (tx, some) =>
    insertTopics(
      tx,
      some.map(({ id, title, abstract }) => ({ id, topics: topicsOf(title, abstract) })),
    ),
};

export const sortStored = (db: Db): Promise<number> => doAgain(db, sorting);
