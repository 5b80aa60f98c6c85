/** Tables of entities: what dictionaries know by name, and where abstracts mention it. */
import { index, integer, jsonb, pgTable, primaryKey, real, text, unique } from "drizzle-orm/pg-core";
import { papers } from "./papers.ts";

export const entities = pgTable(
  "entities",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** The name that the dictionary was given. */
    dictionary: text("dictionary").notNull(),
    /** Its id there. */
    concept: text("concept").notNull(),
    name: text("name").notNull(),
    types: jsonb("types").$type<readonly string[]>().notNull().default([]),
    definition: text("definition"),
    /** Its place in the dictionary: of several with one name the first is meant. */
    position: integer("position").notNull(),
    /** Of the dictionary, as it was read last: what an earlier one had and this one has not is known by it. */
    edition: text("edition").notNull(),
  },
  (table) => [unique("entities_concept").on(table.dictionary, table.concept)],
);

/** All names, the first one included. */
export const entityAliases = pgTable(
  "entity_aliases",
  {
    entityId: integer("entity_id")
      .notNull()
      .references(() => entities.id, { onDelete: "cascade" }),
    alias: text("alias").notNull(),
  },
  (table) => [primaryKey({ columns: [table.entityId, table.alias] })],
);

/** Abstracts that were read for mentions: which text, by which dictionaries and rules. */
export const linkedAbstracts = pgTable("linked_abstracts", {
  paperId: integer("paper_id")
    .primaryKey()
    .references(() => papers.id, { onDelete: "cascade" }),
  /** MD5 of the abstract. */
  abstractKey: text("abstract_key").notNull(),
  terminology: text("terminology").notNull(),
});

export const entityMentions = pgTable(
  "entity_mentions",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    /** First and one past the last UTF-16 code unit of the abstract. */
    start: integer("start_index").notNull(),
    end: integer("end_index").notNull(),
    entityId: integer("entity_id")
      .notNull()
      .references(() => entities.id, { onDelete: "cascade" }),
    /** 1 for a name as the dictionary has it, else the cosine of trigrams. */
    score: real("score").notNull(),
    foundBy: text("found_by").$type<"name" | "abbreviation" | "trigrams">().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.start] }),
    index("entity_mentions_entity").on(table.entityId, table.paperId),
  ],
);
