CREATE TABLE "bakeoff_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bakeoff" text NOT NULL,
	"preset" text NOT NULL,
	"definition" text NOT NULL,
	"device" text NOT NULL,
	"threads" integer NOT NULL,
	"versions" json NOT NULL,
	"machine" json NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "bakeoff_runs_state" CHECK ("bakeoff_runs"."state" in ('running', 'finished', 'cancelled', 'failed')),
	CONSTRAINT "bakeoff_runs_preset" CHECK ("bakeoff_runs"."preset" in ('quick', 'full'))
);
--> statement-breakpoint
CREATE TABLE "bakeoff_units" (
	"run_id" uuid NOT NULL,
	"key" text NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"seconds" double precision NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "bakeoff_units_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
ALTER TABLE "bakeoff_units" ADD CONSTRAINT "bakeoff_units_run_id_bakeoff_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."bakeoff_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bakeoff_runs_started" ON "bakeoff_runs" USING btree ("bakeoff","started_at" DESC NULLS LAST);