CREATE TABLE "former_slugs" (
	"slug" text PRIMARY KEY NOT NULL,
	"paper_id" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_versions" (
	"doi" text PRIMARY KEY NOT NULL,
	"paper_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "venue" text;--> statement-breakpoint
ALTER TABLE "former_slugs" ADD CONSTRAINT "former_slugs_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_versions" ADD CONSTRAINT "paper_versions_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "former_slugs_paper" ON "former_slugs" USING btree ("paper_id");--> statement-breakpoint
CREATE INDEX "paper_versions_paper" ON "paper_versions" USING btree ("paper_id");