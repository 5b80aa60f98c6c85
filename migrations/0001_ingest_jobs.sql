CREATE TABLE "ingest_cursors" (
	"job" text PRIMARY KEY NOT NULL,
	"cursor" text NOT NULL,
	"stored_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rejected_records" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rejected_records_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"source" text NOT NULL,
	"at" text NOT NULL,
	"reason" text NOT NULL,
	"excerpt" text NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rejected_records_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE INDEX "rejected_records_source" ON "rejected_records" USING btree ("source","id" DESC NULLS LAST);