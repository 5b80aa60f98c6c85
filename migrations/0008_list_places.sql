DROP INDEX "list_entries_day";--> statement-breakpoint
ALTER TABLE "list_entries" ADD COLUMN "place" date DEFAULT '1000-01-01' NOT NULL;--> statement-breakpoint
CREATE INDEX "list_entries_place" ON "list_entries" USING btree ("place" DESC NULLS LAST,"paper_id" DESC NULLS LAST);--> statement-breakpoint
-- By hand: the functions of the migration before last, which also keep the place.
CREATE OR REPLACE FUNCTION "refresh_list_entries"(changed integer[]) RETURNS void LANGUAGE sql AS $$
  WITH "seen" AS (
    SELECT paper_id, min(listed) AS day, coalesce(max(votes), 0) AS votes, coalesce(max(comments), 0) AS comments
    FROM listings WHERE paper_id = ANY (changed) GROUP BY paper_id
  ), "talk" AS (
    SELECT paper_id, user_id, created_at FROM comments
    WHERE paper_id = ANY (changed) AND deleted_at IS NULL AND hidden_at IS NULL
  ), "acts" AS (
    SELECT paper_id, user_id, created_at FROM votes WHERE paper_id = ANY (changed)
    UNION ALL SELECT paper_id, user_id, created_at FROM bookmarks WHERE paper_id = ANY (changed)
    UNION ALL SELECT paper_id, user_id, created_at FROM talk WHERE user_id IS NOT NULL
  ), "elsewhere" AS (
    SELECT DISTINCT ON (paper_id) paper_id, least(coalesce(listed, as_of)::timestamp AT TIME ZONE 'UTC' + interval '12 hours', now()) AS at,
      ln(1 + coalesce(votes, 0)) + ln(1 + coalesce(comments, 0)) AS weight
    FROM listings WHERE paper_id = ANY (changed) AND coalesce(votes, 0) + coalesce(comments, 0) > 0
    ORDER BY paper_id, weight DESC, source
  ), "events" AS (
    SELECT paper_id, max(created_at) AS at, 1.0::float8 AS weight FROM acts GROUP BY paper_id, user_id
    UNION ALL
    SELECT paper_id, max(finished_at), 0.5 FROM runs
    WHERE paper_id = ANY (changed) AND state = 'finished' AND origin <> 'committed' AND NOT superseded
    GROUP BY paper_id, date_trunc('day', finished_at AT TIME ZONE 'UTC')
    UNION ALL SELECT paper_id, at, weight FROM elsewhere
  ), "timed" AS (
    SELECT paper_id, weight, extract(epoch FROM at)::float8 / 259200 AS at,
      max(extract(epoch FROM at)::float8 / 259200) OVER (PARTITION BY paper_id) AS latest
    FROM events
  ), "warm" AS (
    SELECT paper_id, max(latest) + ln(sum(weight * exp(ln(2.0) * greatest(at - latest, -60)))) / ln(2.0) AS heat FROM timed GROUP BY paper_id
  )
  INSERT INTO list_entries AS entry (paper_id, day, place, votes, comments, heat)
  SELECT papers.id, coalesce(seen.day, CASE WHEN papers.published_precision = 'day' THEN papers.published END),
    coalesce(seen.day, papers.published, '1000-01-01'),
    coalesce(seen.votes, 0) + (SELECT count(*) FROM votes WHERE votes.paper_id = papers.id),
    coalesce(seen.comments, 0) + (SELECT count(*) FROM talk WHERE talk.paper_id = papers.id),
    warm.heat
  FROM papers LEFT JOIN seen ON seen.paper_id = papers.id LEFT JOIN warm ON warm.paper_id = papers.id
  WHERE papers.id = ANY (changed)
  ON CONFLICT (paper_id) DO UPDATE SET day = excluded.day, place = excluded.place, votes = excluded.votes, comments = excluded.comments, heat = excluded.heat
  WHERE (entry.day, entry.place, entry.votes, entry.comments, entry.heat) IS DISTINCT FROM (excluded.day, excluded.place, excluded.votes, excluded.comments, excluded.heat);
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "list_new_papers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO list_entries (paper_id, day, place)
  SELECT id, CASE WHEN published_precision = 'day' THEN published END, coalesce(published, '1000-01-01') FROM changed;
  RETURN NULL;
END $$;
--> statement-breakpoint
SELECT refresh_list_entries(ARRAY(SELECT id FROM papers));
