CREATE TABLE "authors" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "authors_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	CONSTRAINT "authors_name_key_unique" UNIQUE("name_key")
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"paper_id" integer NOT NULL,
	"id" text NOT NULL,
	"position" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"retired" boolean DEFAULT false NOT NULL,
	"comparable_since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "claims_paper_id_id_pk" PRIMARY KEY("paper_id","id")
);
--> statement-breakpoint
CREATE TABLE "listings" (
	"paper_id" integer NOT NULL,
	"source" text NOT NULL,
	"source_id" text,
	"listed" date,
	"comments" integer,
	"votes" integer,
	"as_of" date NOT NULL,
	CONSTRAINT "listings_paper_id_source_pk" PRIMARY KEY("paper_id","source")
);
--> statement-breakpoint
CREATE TABLE "measurements" (
	"run_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"claim" text NOT NULL,
	"value" double precision,
	"exact" boolean NOT NULL,
	"seed" integer NOT NULL,
	CONSTRAINT "measurements_run_id_ordinal_pk" PRIMARY KEY("run_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "paper_authors" (
	"paper_id" integer NOT NULL,
	"position" integer NOT NULL,
	"author_id" integer NOT NULL,
	CONSTRAINT "paper_authors_paper_id_position_pk" PRIMARY KEY("paper_id","position")
);
--> statement-breakpoint
CREATE TABLE "paper_topics" (
	"paper_id" integer NOT NULL,
	"topic" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "paper_topics_paper_id_topic_pk" PRIMARY KEY("paper_id","topic")
);
--> statement-breakpoint
CREATE TABLE "papers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "papers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"title_key" text NOT NULL,
	"summary" text,
	"abstract" text,
	"abstract_source" text,
	"published" date,
	"published_precision" text DEFAULT 'day' NOT NULL,
	"author_count" integer,
	"organization" text,
	"arxiv" text,
	"doi" text,
	"url" text,
	"code" text,
	"unverified" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"on_shelf" boolean DEFAULT false NOT NULL,
	"experiment" json,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "papers_slug_unique" UNIQUE("slug"),
	CONSTRAINT "papers_arxiv_unique" UNIQUE("arxiv"),
	CONSTRAINT "papers_doi_unique" UNIQUE("doi"),
	CONSTRAINT "papers_published_precision" CHECK ("papers"."published_precision" in ('day', 'month', 'year'))
);
--> statement-breakpoint
CREATE TABLE "points" (
	"run_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"chart" text NOT NULL,
	"series" text NOT NULL,
	"x" double precision NOT NULL,
	"y" double precision,
	"seed" integer NOT NULL,
	CONSTRAINT "points_run_id_ordinal_pk" PRIMARY KEY("run_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"paper_id" integer NOT NULL,
	"preset" text NOT NULL,
	"seeds" jsonb NOT NULL,
	"device" text NOT NULL,
	"threads" integer NOT NULL,
	"versions" json NOT NULL,
	"machine" json NOT NULL,
	"origin" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"error" text,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"superseded" boolean DEFAULT false NOT NULL,
	"content_hash" text,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"next_batch" integer DEFAULT 0 NOT NULL,
	"process_host" text,
	"process_pid" integer,
	"process_started" text,
	CONSTRAINT "runs_state" CHECK ("runs"."state" in ('running', 'finished', 'cancelled', 'failed', 'interrupted')),
	CONSTRAINT "runs_origin" CHECK ("runs"."origin" in ('committed', 'server', 'cli', 'browser')),
	CONSTRAINT "runs_preset" CHECK ("runs"."preset" in ('quick', 'full'))
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "topics" (
	"slug" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listings" ADD CONSTRAINT "listings_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measurements" ADD CONSTRAINT "measurements_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_authors" ADD CONSTRAINT "paper_authors_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_authors" ADD CONSTRAINT "paper_authors_author_id_authors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."authors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_topics" ADD CONSTRAINT "paper_topics_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_topics" ADD CONSTRAINT "paper_topics_topic_topics_slug_fk" FOREIGN KEY ("topic") REFERENCES "public"."topics"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "points" ADD CONSTRAINT "points_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listings_listed" ON "listings" USING btree ("listed");--> statement-breakpoint
CREATE INDEX "paper_authors_author" ON "paper_authors" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "paper_topics_topic" ON "paper_topics" USING btree ("topic");--> statement-breakpoint
CREATE INDEX "papers_title_key" ON "papers" USING btree ("title_key");--> statement-breakpoint
CREATE INDEX "papers_published" ON "papers" USING btree ("published" DESC NULLS LAST,"slug");--> statement-breakpoint
CREATE INDEX "runs_paper" ON "runs" USING btree ("paper_id","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_started" ON "runs" USING btree ("started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_running" ON "runs" USING btree ("heartbeat_at") WHERE "runs"."state" = 'running';