CREATE TABLE "point_batches" (
	"run_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"points" integer NOT NULL,
	"packed" text NOT NULL,
	CONSTRAINT "point_batches_run_id_ordinal_pk" PRIMARY KEY("run_id","ordinal")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "hidden_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "bytes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "point_batches" ADD CONSTRAINT "point_batches_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_visitors" ON "runs" USING btree ("received_at" DESC NULLS LAST) WHERE "runs"."origin" = 'browser';--> statement-breakpoint
-- By hand from here on: the points of every run into one batch, as src/library/runs/points.ts packs them.
INSERT INTO point_batches (run_id, ordinal, points, packed)
  WITH "named" AS (
    SELECT points.*, dense_rank() OVER (PARTITION BY run_id ORDER BY chart, series, seed) - 1 AS line FROM points
  ), "names" AS (
    SELECT run_id, json_agg(json_build_array(chart, series, seed) ORDER BY line) AS lines
    FROM (SELECT DISTINCT run_id, line, chart, series, seed FROM named) AS each GROUP BY run_id
  )
  SELECT run_id, 0, count(*), cast(json_build_object(
    'lines', (SELECT lines FROM names WHERE names.run_id = named.run_id),
    'at', json_agg(line ORDER BY ordinal), 'x', json_agg(x ORDER BY ordinal),
    'y', json_agg(CASE WHEN y NOT IN ('Infinity', '-Infinity', 'NaN') THEN y END ORDER BY ordinal)
  ) AS text)
  FROM named GROUP BY run_id;
--> statement-breakpoint
DROP TABLE "points";--> statement-breakpoint
-- What visitors say of their times was never checked: the end is when a run came, and the start no more than a day before.
UPDATE runs SET finished_at = received_at,
    started_at = received_at - least(greatest(finished_at - started_at, interval '0'), interval '1 day'),
    bytes = 1000 + octet_length(notes::text)
      + coalesce((SELECT sum(octet_length(packed)) FROM point_batches WHERE run_id = runs.id), 0)
      + 150 * (SELECT count(*) FROM measurements WHERE run_id = runs.id)
  WHERE origin = 'browser' AND finished_at IS NOT NULL;--> statement-breakpoint
-- As before, but that runs of visitors weigh nothing, and that a run can be deleted.
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
    WHERE paper_id = ANY (changed) AND state = 'finished' AND origin IN ('server', 'cli') AND NOT superseded
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
CREATE TRIGGER "list_delete" AFTER DELETE ON "runs" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
SELECT refresh_list_entries(ARRAY(SELECT id FROM papers));
