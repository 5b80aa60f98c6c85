/** The search libraries that ours is compared with, each as its manual begins; any word of a query may match. */

/** @typedef {{ id: string, title: string, text: string }} Document */
/** @typedef {{ add(documents: Document[]): Promise<void>, search(text: string, limit: number): Promise<string[]> }} Peer */

/** @type {Record<string, () => Promise<Peer>>} */
export const peers = {
  async "SQLite FTS5"() {
    const { default: Sqlite } = await import("better-sqlite3");
    const db = new Sqlite(":memory:");
    db.exec("create virtual table paper using fts5(id unindexed, title, text, tokenize = 'porter unicode61')");
    const add = db.prepare("insert into paper (id, title, text) values (?, ?, ?)");
    // The title counts as much as it does in ours.
    const find = db.prepare("select id from paper where paper match ? order by bm25(paper, 0, 2.5, 1) limit ?");
    return {
      add: async (documents) =>
        db.transaction(() => documents.forEach((one) => add.run(one.id, one.title, one.text)))(),
      async search(text, limit) {
        const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
        return words.length === 0
          ? []
          : find.all(words.map((word) => `"${word}"`).join(" OR "), limit).map(({ id }) => id);
      },
    };
  },
  async MiniSearch() {
    const { default: MiniSearch } = await import("minisearch");
    const index = new MiniSearch({ fields: ["title", "text"], searchOptions: { boost: { title: 2.5 } } });
    return {
      add: async (documents) => index.addAll(documents),
      search: async (text, limit) =>
        index
          .search(text)
          .slice(0, limit)
          .map(({ id }) => id),
    };
  },
  async Orama() {
    const { create, insertMultiple, search } = await import("@orama/orama");
    const index = create({
      schema: { id: "string", title: "string", text: "string" },
      components: { tokenizer: { language: "english", stemming: true } },
    });
    return {
      add: async (documents) => void (await insertMultiple(index, documents)),
      async search(text, limit) {
        const { hits } = await search(index, {
          term: text,
          limit,
          properties: ["title", "text"],
          boost: { title: 2.5 },
          threshold: 1,
        });
        return hits.map(({ id }) => id);
      },
    };
  },
};
