CREATE TABLE "search_encoder_parts" (
	"encoder" text NOT NULL,
	"part" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "search_encoder_parts_encoder_part_pk" PRIMARY KEY("encoder","part")
);
--> statement-breakpoint
CREATE TABLE "search_encoders" (
	"id" text PRIMARY KEY NOT NULL,
	"version" smallint NOT NULL,
	"abstracts" integer NOT NULL,
	"used" boolean NOT NULL,
	"judgement" jsonb NOT NULL,
	"trained_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
