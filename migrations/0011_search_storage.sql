-- Postings are packed as they are: compressing them again saves little and costs time whenever they are written or read.
ALTER TABLE "search_segments" ALTER COLUMN "postings" SET STORAGE EXTERNAL;
