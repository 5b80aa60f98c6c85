/** Who is told of a comment: whoever it answers, and those whom it names with an @. */
import { sql, type SQL } from "drizzle-orm";
import { jsonOf } from "../store/json-rows.ts";

/** More than that in one comment is no conversation. */
const max = 10;

/** Code says @Override and means nobody. */
const code = /(`{3,}|~{3,})[\s\S]*?(?:\1|$)|(`+)[^\n]*?\2/g;

/** Names after an @, each once, as they were written; an e-mail address holds none. At most ten. */
export function mentionsIn(markdown: string): string[] {
  const names = new Set<string>();
  const mention = /(?<![\p{L}\p{N}@/._-])@([\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,78}[\p{L}\p{N}])?)/gu;
  for (const [, name] of markdown.replace(code, " ").matchAll(mention)) {
    names.add(name);
    if (names.size === max) break;
  }
  return [...names];
}

/** A name as it is mentioned: without spaces and the signs that names hold, in any case. "Ada Lovelace" is @AdaLovelace and @ada.lovelace. */
const handle = (name: SQL): SQL => sql`lower(translate(${name}, ' .-_''’', ''))`;

export interface Telling {
  /** Who wrote it; nobody is told of their own words. */
  readonly writer: number;
  /** The comment that is answered. */
  readonly parent: number | null;
  readonly markdown: string;
}

/**
 * Inserts the notifications about the comment in `source`, a relation with `id` and `paper_id`; for a `with` clause.
 * Who is answered hears of the answer and not of a mention in it too.
 */
export const tellAudience = (source: SQL, { writer, parent, markdown }: Telling): SQL => sql`
  insert into notifications (user_id, kind, paper_id, comment_id)
  select distinct on (audience.user_id) audience.user_id, audience.kind, about.paper_id, about.id
  from ${source} as about, (
    select user_id, 'reply' as kind from comments where id = ${parent}::int and deleted_at is null
    union all
    select id, 'mention' from users
    where ${handle(sql`name`)} = any(array(
      select ${handle(sql`mentioned`)} from json_array_elements_text(${jsonOf(mentionsIn(markdown))}) as mentioned))
  ) as audience
  join users on users.id = audience.user_id and users.disabled_at is null
  where audience.user_id <> ${writer}
    and not exists (
      select 1 from notifications as told
      where told.user_id = audience.user_id and told.comment_id = about.id and told.kind in ('reply', 'mention'))
  order by audience.user_id, audience.kind desc
  on conflict do nothing`;
