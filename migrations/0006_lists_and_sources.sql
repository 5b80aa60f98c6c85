CREATE TABLE "followed_sources" (
	"source" text PRIMARY KEY NOT NULL,
	"on" boolean NOT NULL,
	"request" jsonb NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "list_entries" (
	"paper_id" integer PRIMARY KEY NOT NULL,
	"day" date,
	"votes" integer DEFAULT 0 NOT NULL,
	"comments" integer DEFAULT 0 NOT NULL,
	"heat" double precision
);
--> statement-breakpoint
CREATE TABLE "reader_visits" (
	"user_id" integer PRIMARY KEY NOT NULL,
	"previous_at" timestamp (3) with time zone,
	"last_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seen_papers" (
	"user_id" integer NOT NULL,
	"paper_id" integer NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "seen_papers_user_id_paper_id_pk" PRIMARY KEY("user_id","paper_id")
);
--> statement-breakpoint
CREATE TABLE "source_runs" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "source_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"started_by" text NOT NULL,
	"day" date NOT NULL,
	"state" text NOT NULL,
	"says" text DEFAULT '' NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"papers" integer DEFAULT 0 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"newest_id" text,
	"good" boolean DEFAULT false NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"report" json
);
--> statement-breakpoint
ALTER TABLE "list_entries" ADD CONSTRAINT "list_entries_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reader_visits" ADD CONSTRAINT "reader_visits_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seen_papers" ADD CONSTRAINT "seen_papers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seen_papers" ADD CONSTRAINT "seen_papers_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_entries_day" ON "list_entries" USING btree ("day" DESC NULLS LAST,"paper_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "list_entries_votes" ON "list_entries" USING btree ("votes" DESC NULLS LAST,"paper_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "list_entries_comments" ON "list_entries" USING btree ("comments" DESC NULLS LAST,"paper_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "list_entries_heat" ON "list_entries" USING btree ("heat" DESC NULLS LAST,"paper_id" DESC NULLS LAST) WHERE "list_entries"."heat" is not null;--> statement-breakpoint
CREATE INDEX "seen_papers_paper" ON "seen_papers" USING btree ("paper_id");--> statement-breakpoint
CREATE INDEX "source_runs_source" ON "source_runs" USING btree ("source","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "source_runs_day" ON "source_runs" USING btree ("source","day" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "source_runs_good" ON "source_runs" USING btree ("source","day" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE "source_runs"."good";--> statement-breakpoint
CREATE INDEX "listings_source" ON "listings" USING btree ("source","paper_id");--> statement-breakpoint
CREATE INDEX "papers_shelf" ON "papers" USING btree ("id") WHERE "papers"."on_shelf";--> statement-breakpoint
-- Written by hand from here on. Days, counts and heat of some papers, anew; src/library/lists/heat.ts says what heat is.
CREATE FUNCTION "refresh_list_entries"(changed integer[]) RETURNS void LANGUAGE sql AS $$
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
  INSERT INTO list_entries AS entry (paper_id, day, votes, comments, heat)
  SELECT papers.id, coalesce(seen.day, CASE WHEN papers.published_precision = 'day' THEN papers.published END),
    coalesce(seen.votes, 0) + (SELECT count(*) FROM votes WHERE votes.paper_id = papers.id),
    coalesce(seen.comments, 0) + (SELECT count(*) FROM talk WHERE talk.paper_id = papers.id),
    warm.heat
  FROM papers LEFT JOIN seen ON seen.paper_id = papers.id LEFT JOIN warm ON warm.paper_id = papers.id
  WHERE papers.id = ANY (changed)
  ON CONFLICT (paper_id) DO UPDATE SET day = excluded.day, votes = excluded.votes, comments = excluded.comments, heat = excluded.heat
  WHERE (entry.day, entry.votes, entry.comments, entry.heat) IS DISTINCT FROM (excluded.day, excluded.votes, excluded.comments, excluded.heat);
$$;
--> statement-breakpoint
CREATE FUNCTION "list_new_papers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO list_entries (paper_id, day)
  SELECT id, CASE WHEN published_precision = 'day' THEN published END FROM changed;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "list_dated_papers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_list_entries(ARRAY(
    SELECT changed.id FROM changed JOIN before ON before.id = changed.id
    WHERE (changed.published, changed.published_precision) IS DISTINCT FROM (before.published, before.published_precision)));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "list_listed_papers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_list_entries(ARRAY(
    SELECT DISTINCT paper_id FROM changed WHERE listed IS NOT NULL OR votes IS NOT NULL OR comments IS NOT NULL));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "list_touched_papers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_list_entries(ARRAY(SELECT DISTINCT paper_id FROM changed));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "list_insert" AFTER INSERT ON "papers" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_new_papers();--> statement-breakpoint
CREATE TRIGGER "list_update" AFTER UPDATE ON "papers" REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_dated_papers();--> statement-breakpoint
CREATE TRIGGER "list_insert" AFTER INSERT ON "listings" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_listed_papers();--> statement-breakpoint
CREATE TRIGGER "list_update" AFTER UPDATE ON "listings" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_insert" AFTER INSERT ON "votes" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_delete" AFTER DELETE ON "votes" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_insert" AFTER INSERT ON "bookmarks" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_delete" AFTER DELETE ON "bookmarks" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_insert" AFTER INSERT ON "comments" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_update" AFTER UPDATE ON "comments" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_delete" AFTER DELETE ON "comments" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_insert" AFTER INSERT ON "runs" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
CREATE TRIGGER "list_update" AFTER UPDATE ON "runs" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_touched_papers();--> statement-breakpoint
SELECT refresh_list_entries(ARRAY(SELECT id FROM papers));
