CREATE TABLE "alert_switches" (
	"user_id" integer NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"on" boolean NOT NULL,
	CONSTRAINT "alert_switches_user_id_kind_channel_pk" PRIMARY KEY("user_id","kind","channel"),
	CONSTRAINT "alert_switches_channel" CHECK ("alert_switches"."channel" in ('site', 'mail', 'feed'))
);
--> statement-breakpoint
CREATE TABLE "claim_verdicts" (
	"paper_id" integer NOT NULL,
	"claim" text NOT NULL,
	"verdict" text,
	"changes" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "claim_verdicts_paper_id_claim_pk" PRIMARY KEY("paper_id","claim")
);
--> statement-breakpoint
CREATE TABLE "dismissals" (
	"paper_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dismissals_paper_id_user_id_pk" PRIMARY KEY("paper_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "paper_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "paper_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"paper_id" integer NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"details" jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "paper_events_once" UNIQUE("paper_id","kind","key"),
	CONSTRAINT "paper_events_kind" CHECK ("paper_events"."kind" in ('version', 'code', 'verdict'))
);
--> statement-breakpoint
CREATE TABLE "private_feeds" (
	"user_id" integer PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	CONSTRAINT "private_feeds_token_unique" UNIQUE("token")
);
--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_once";--> statement-breakpoint
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_kind";--> statement-breakpoint
ALTER TABLE "follows" DROP CONSTRAINT "follows_kind";--> statement-breakpoint
ALTER TABLE "follows" ADD COLUMN "paper_id" integer;--> statement-breakpoint
ALTER TABLE "follows" ADD COLUMN "without" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "event_id" bigint;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "on_site" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "in_feed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "mail" text DEFAULT 'off' NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "delivery_id" bigint;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "arxiv_version" integer;--> statement-breakpoint
ALTER TABLE "subscribers" ADD COLUMN "without" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "subscribers" ADD COLUMN "for_you" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_switches" ADD CONSTRAINT "alert_switches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_verdicts" ADD CONSTRAINT "claim_verdicts_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dismissals" ADD CONSTRAINT "dismissals_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dismissals" ADD CONSTRAINT "dismissals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_events" ADD CONSTRAINT "paper_events_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "private_feeds" ADD CONSTRAINT "private_feeds_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dismissals_user" ON "dismissals" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "paper_events_at" ON "paper_events" USING btree ("at");--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_event_id_paper_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."paper_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "follows_paper" ON "follows" USING btree ("paper_id");--> statement-breakpoint
CREATE INDEX "notifications_due" ON "notifications" USING btree ("user_id") WHERE "notifications"."mail" = 'due';--> statement-breakpoint
CREATE INDEX "notifications_delivery" ON "notifications" USING btree ("delivery_id");--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_paper_once" UNIQUE("user_id","paper_id");--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_once" UNIQUE NULLS NOT DISTINCT("user_id","kind","paper_id","comment_id","event_id");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_kind" CHECK ("deliveries"."kind" in ('daily', 'weekly', 'alerts'));--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_paper_named" CHECK (("follows"."kind" = 'paper') = ("follows"."paper_id" is not null));--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_kind" CHECK ("follows"."kind" in ('paper', 'author', 'topic', 'search'));--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_mail" CHECK ("notifications"."mail" in ('off', 'due', 'made'));