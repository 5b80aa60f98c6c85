import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { overBothDrivers } from "../testing/stores.ts";
import { prepareExtensions } from "./extensions.ts";

overBothDrivers("extensions", (store) => {
  it("says what the database can do, the same when it is asked again", async () => {
    const extensions = await prepareExtensions(store.db);
    if (store.kind === "pglite") expect(extensions).toEqual({ vector: true, trigrams: true });
    expect(await prepareExtensions(store.db)).toEqual(extensions);
  });

  it("what it promises works", async () => {
    const { vector, trigrams } = await prepareExtensions(store.db);
    if (vector) await store.db.execute(sql`select '[1,2]'::halfvec <=> '[2,1]'::halfvec`);
    if (trigrams) await store.db.execute(sql`select similarity('attention', 'atention')`);
  });
});
