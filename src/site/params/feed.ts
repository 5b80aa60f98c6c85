/** The names of feeds. */
export const match = (text: string): boolean => ["feed.xml", "rss.xml", "feed.json"].includes(text);
