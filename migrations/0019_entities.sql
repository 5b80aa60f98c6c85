CREATE TABLE "entities" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "entities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"dictionary" text NOT NULL,
	"concept" text NOT NULL,
	"name" text NOT NULL,
	"types" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"definition" text,
	"position" integer NOT NULL,
	"edition" text NOT NULL,
	CONSTRAINT "entities_concept" UNIQUE("dictionary","concept")
);
--> statement-breakpoint
CREATE TABLE "entity_aliases" (
	"entity_id" integer NOT NULL,
	"alias" text NOT NULL,
	CONSTRAINT "entity_aliases_entity_id_alias_pk" PRIMARY KEY("entity_id","alias")
);
--> statement-breakpoint
CREATE TABLE "entity_mentions" (
	"paper_id" integer NOT NULL,
	"start_index" integer NOT NULL,
	"end_index" integer NOT NULL,
	"entity_id" integer NOT NULL,
	"score" real NOT NULL,
	"found_by" text NOT NULL,
	CONSTRAINT "entity_mentions_paper_id_start_index_pk" PRIMARY KEY("paper_id","start_index")
);
--> statement-breakpoint
CREATE TABLE "linked_abstracts" (
	"paper_id" integer PRIMARY KEY NOT NULL,
	"abstract_key" text NOT NULL,
	"terminology" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "entity_aliases" ADD CONSTRAINT "entity_aliases_entity_id_entities_id_fk" FOREIGN KEY ("entity_id") REFERENCES "public"."entities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entity_mentions" ADD CONSTRAINT "entity_mentions_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entity_mentions" ADD CONSTRAINT "entity_mentions_entity_id_entities_id_fk" FOREIGN KEY ("entity_id") REFERENCES "public"."entities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "linked_abstracts" ADD CONSTRAINT "linked_abstracts_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entity_mentions_entity" ON "entity_mentions" USING btree ("entity_id","paper_id");