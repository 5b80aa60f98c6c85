import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { rowsOf } from "./rows.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { jsonOf } from "./json-rows.ts";

overBothDrivers("rows as one parameter", (store) => {
  const through = async (texts: readonly string[]) => {
    const rows = await rowsOf<{ text: string }>(
      store.db,
      sql`select json_array_elements_text(${jsonOf(texts)}) as text`,
    );
    return rows.map(({ text }) => text);
  };

  test("arrive as they are, escapes and emoji included", async () => {
    const texts = ['"quoted" \\ \\u0000 \\ud800', "line\nline", "\u{1f34f} é"];
    expect(await through(texts)).toEqual(texts);
  });

  test("lose only what no database takes", async () => {
    expect(await through(["a\0b", "half \ud800 a pair", "\u{1f34f}"])).toEqual([
      "ab",
      "half \ufffd a pair",
      "\u{1f34f}",
    ]);
  });
});
