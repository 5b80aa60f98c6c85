CREATE TABLE "search_segments" (
	"batch" integer PRIMARY KEY NOT NULL,
	"level" smallint DEFAULT 0 NOT NULL,
	"papers" integer NOT NULL,
	"postings" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_words" (
	"word" text PRIMARY KEY NOT NULL
);
