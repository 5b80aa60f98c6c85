CREATE TABLE "list_positions" (
	"paper_id" integer NOT NULL,
	"day" date NOT NULL,
	"source" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "list_positions_paper_id_day_source_pk" PRIMARY KEY("paper_id","day","source")
);
--> statement-breakpoint
ALTER TABLE "list_positions" ADD CONSTRAINT "list_positions_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_positions_day" ON "list_positions" USING btree ("day" DESC NULLS LAST,"position");
--> statement-breakpoint
-- By hand: pages that were imported as text. What was kept as the day of listing is the day of publication; the page's own day was kept beside it.
UPDATE papers SET published = listings.listed FROM listings
  WHERE listings.paper_id = papers.id AND listings.source = 'list-page' AND listings.votes IS NULL AND listings.listed IS NOT NULL AND papers.published IS NULL;--> statement-breakpoint
INSERT INTO list_positions (paper_id, day, source, position)
  SELECT paper_id, as_of, source, row_number() OVER (PARTITION BY as_of ORDER BY paper_id) - 1 FROM listings
  WHERE source = 'list-page' AND votes IS NULL;--> statement-breakpoint
UPDATE listings SET listed = as_of WHERE source = 'list-page' AND votes IS NULL;
