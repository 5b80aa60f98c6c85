CREATE TABLE "server_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"paper_id" integer NOT NULL,
	"preset" text NOT NULL,
	"seeds" jsonb NOT NULL,
	"user_id" integer,
	"network" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"lost" integer DEFAULT 0 NOT NULL,
	"cancelling" boolean DEFAULT false NOT NULL,
	"fraction" double precision DEFAULT 0 NOT NULL,
	"doing" text DEFAULT '' NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "server_runs_state" CHECK ("server_runs"."state" in ('waiting', 'running', 'finished', 'cancelled', 'failed')),
	CONSTRAINT "server_runs_preset" CHECK ("server_runs"."preset" in ('quick', 'full'))
);
--> statement-breakpoint
ALTER TABLE "server_runs" ADD CONSTRAINT "server_runs_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_runs" ADD CONSTRAINT "server_runs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "server_runs_user" ON "server_runs" USING btree ("user_id","requested_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "server_runs_network" ON "server_runs" USING btree ("network","requested_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "server_runs_unfinished" ON "server_runs" USING btree ("requested_at") WHERE "server_runs"."state" in ('waiting', 'running');