/** A store in which every table holds something, with the values that copies lose first. */
import { sql } from "drizzle-orm";
import { rowsOf } from "../store/rows.ts";
import type { Db } from "../store/database.ts";
import { leftOut, storedTables } from "./tables.ts";

const statements = `
insert into papers (slug, title, title_key, abstract, experiment, unverified, created_at) values
  ('one', 'Line' || chr(10) || 'break, "quote", back\\slash, 😀 and ' || chr(9) || 'tab', 'k', repeat('long ', 100000), '{"b": 1,  "a": [2]}', '["x"]', '2026-11-25 09:12:13.123+00'),
  ('two', 'null as a word', 'null', null, null, '[]', '1999-12-31 23:59:59.999+00'),
  ('three', '', '', '', null, '[]', now());
delete from papers where slug = 'three';
insert into paper_versions select '10.1000/one', id from papers where slug = 'one';
insert into former_slugs select 'uno', id from papers where slug = 'one';
insert into authors (name, name_key) values ('Ada', 'ada');
insert into paper_authors select id, 0, 1 from papers where slug = 'one';
insert into topics values ('t', 'T');
insert into paper_topics select id, 't', 0 from papers where slug = 'one';
insert into claims (paper_id, id, position, definition) select id, 'c', 0, '{"says": "x"}' from papers;
insert into listings (paper_id, source, listed, votes, as_of) select id, 'arxiv', '2026-11-25', 3, '2026-11-25' from papers;
insert into settings values ('nothing', 'null'), ('word', '"null"'), ('digest.secret', '"s"') on conflict (key) do update set value = excluded.value;
insert into ingest_cursors values ('job', 'cursor', now());
insert into rejected_records (hash, source, at, reason, excerpt) values ('h', 's', 'line 1', 'r', 'e');
insert into users (email, email_key, name, role) values ('Ann@example.org', 'ann@example.org', 'Ann', 'admin'), ('b@example.org', 'b@example.org', 'Bo', 'reader');
insert into sessions (hash, user_id, expires_at) values ('session', 1, now() + interval '1 day');
insert into sign_in_links (hash, email, email_key) values ('link', 'a', 'a');
insert into rate_limits values ('k', 0.1, now());
insert into api_tokens (user_id, name, hash, scope) values (1, 'n', 'hash', 'read');
insert into votes (paper_id, user_id) select id, 1 from papers;
insert into bookmarks (paper_id, user_id) select id, 2 from papers;
insert into dismissals (paper_id, user_id) select id, 1 from papers;
insert into comments (paper_id, user_id, markdown) select id, 1, 'first' from papers where slug = 'one';
insert into comments (paper_id, user_id, parent_id, markdown) select paper_id, 2, id, 'reply' from comments;
insert into audit_log (user_id, action, subject, details) values (1, 'did', 'it', '{"n": 1e-7}');
insert into list_entries (paper_id, place) select id, '2026-11-25' from papers on conflict do nothing;
insert into list_positions (paper_id, source, day, position) select id, 'arxiv', '2026-11-25', id from papers on conflict do nothing;
insert into reader_visits (user_id) values (1);
insert into seen_papers (user_id, paper_id) select 1, id from papers;
insert into runs (id, paper_id, preset, seeds, device, threads, versions, machine, origin, state, started_at)
  select '0193fd6e-0000-7000-8000-000000000001', id, 'quick', '[1]', 'cpu', 1, '{"z": "1", "a": "2"}', '{}', 'cli', 'finished', now() from papers where slug = 'one';
insert into point_batches values ('0193fd6e-0000-7000-8000-000000000001', 0, 2, '{"lines":[["c","s",1]],"at":[0,0],"x":[0.1,1.7976931348623157e308],"y":[5e-324,null]}');
insert into measurements values ('0193fd6e-0000-7000-8000-000000000001', 0, 'c', 0.30000000000000004, false, 1), ('0193fd6e-0000-7000-8000-000000000001', 1, 'c', '-0', false, 1), ('0193fd6e-0000-7000-8000-000000000001', 2, 'c', 'Infinity', false, 1), ('0193fd6e-0000-7000-8000-000000000001', 3, 'c', 5e-324, false, 1), ('0193fd6e-0000-7000-8000-000000000001', 4, 'c', 1.7976931348623157e308, true, 1);
insert into server_runs (id, paper_id, preset, seeds, user_id, fraction) select '0193fd6e-0000-7000-8000-000000000003', id, 'quick', '[1, 2]', 1, 0.1 from papers where slug = 'one';
insert into bakeoff_runs (id, bakeoff, preset, definition, device, threads, versions, machine, state, started_at)
  values ('0193fd6e-0000-7000-8000-000000000002', 'b', 'quick', 'd', 'cpu', 1, '{}', '{}', 'finished', now());
insert into bakeoff_units values ('0193fd6e-0000-7000-8000-000000000002', 'k', now(), 1.5, '{}');
insert into entities (dictionary, concept, name, types, "position", edition) values ('d', 'c1', 'Layer norm', '["method"]', 0, 'e');
insert into entity_aliases select id, 'layer normalization' from entities;
insert into linked_abstracts select id, 'key', 'terminology' from papers where slug = 'one';
insert into entity_mentions select papers.id, 0, 10, entities.id, 0.1, 'name' from papers, entities where slug = 'one';
insert into search_segments values (7, 1, 2, decode('00ff0a5c22', 'hex'));
insert into search_words values ('word');
insert into search_encoder_parts values ('e', 0, decode('00ff0a5c22', 'hex'));
insert into search_encoders (id, version, abstracts, used, judgement) values ('e', 1, 2000, true, '{"share": 0.1,  "reason": null}');
insert into followed_sources (source, "on", request) values ('arxiv', true, '{}');
insert into source_runs (source, started_by, day, state, report) values ('arxiv', 'schedule', '2026-11-25', 'done', '{"b": 1, "a": 2}');
insert into subscribers (email, email_key, user_id) values ('a@example.org', 'a@example.org', 1);
insert into deliveries (subscriber_id, period, kind, content, message_id, expires_at) values (1, '2026-11-25', 'daily', '{}', 'm', now());
insert into mailed_papers select 1, id, 1 from papers;
insert into bounces (subscriber_id, permanent, answer) values (1, false, '451');
insert into follows (user_id, kind, value, label) values (1, 'topic', 't', 'T');
insert into follows (user_id, kind, value, paper_id, label) select 1, 'paper', slug, id, title from papers;
insert into paper_events (paper_id, kind, key, details) select id, 'version', 'v2', '{"version": 2}' from papers;
insert into claim_verdicts (paper_id, claim, verdict) select id, 'c', 'holds' from papers;
insert into alert_switches values (1, 'version', 'mail', true);
insert into private_feeds values (1, 'secret');
insert into notifications (user_id, kind, paper_id) select 1, 'followed', id from papers;
insert into notifications (user_id, kind, paper_id, event_id, delivery_id, mail) select 1, 'version', paper_id, id, 1, 'made' from paper_events;
insert into reports (comment_id, user_id, reason) values (1, 2, 'r');
insert into authorship_claims (paper_id, user_id, author) select id, 2, 'Ada' from papers;
insert into collections (id, user_id, title) values ('c', 1, 'C');
insert into collection_papers (collection_id, paper_id, position) select 'c', id, id from papers;
insert into submissions (user_id, reference, paper_id) select 1, 'r', id from papers;`;

export async function fillEveryTable(db: Db): Promise<void> {
  for (const statement of statements.split(/;\n/)) await db.execute(sql.raw(statement));
}

/**
 * Everything that a backup has to keep: per table, its rows in order as text, and its counters.
 * @param without tables that are not looked at.
 */
export async function contentOf(db: Db, without = leftOut): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const { table, key, counters } of await storedTables(db, without)) {
    const order = key.map((column) => sql.identifier(column));
    const rows = await rowsOf<{ row: string }>(
      db,
      sql`
      select cast(t as text) as row from ${sql.identifier(table)} t order by ${sql.join(order, sql`, `)}`,
    );
    content[table] = { rows: rows.map(({ row }) => row), counters };
  }
  return content;
}

/** How many rows the tables hold that no backup does. */
export async function rowsLeftOut(db: Db): Promise<number> {
  let rows = 0;
  for (const table of leftOut) rows += (await rowsOf(db, sql`select 1 as one from ${sql.identifier(table)}`)).length;
  return rows;
}
