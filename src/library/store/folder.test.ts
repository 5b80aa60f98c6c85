import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fingerprint, removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { databaseExists, prepareFolder, settleRestore } from "./folder.ts";

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(removeTemporaryFolders);

const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
};

/** The work is refused with this code, and the folder is as it was. */
function refuses(work: () => void, code: string, words: RegExp): void {
  const before = fingerprint(folder);
  expect(work).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) as string }) as Error);
  expect(fingerprint(folder)).toEqual(before);
}

describe("a data folder", () => {
  test("is made where there is none, and marked as ours", () => {
    const deep = join(folder, "a/b");
    prepareFolder(deep);
    prepareFolder(deep);
    expect(JSON.parse(readFileSync(join(deep, "papertape.json"), "utf8"))).toMatchObject({ papertape: 1 });
  });
  test("may be an empty folder, or one that another process is just marking", () => {
    write(".papertape-draft", "");
    prepareFolder(folder);
    expect(readFileSync(join(folder, "papertape.json"), "utf8")).toContain("papertape");
  });
  test("that holds something else is refused, by name", () => {
    for (const name of ["a", "b", "c", "d"]) write(name, "somebody's");
    refuses(() => prepareFolder(folder), "FOREIGN_FOLDER", /it holds a, b, c and 1 more.*PAPERTAPE_DATA/);
  });
  test("that is another program's Postgres is refused", () => {
    write("PG_VERSION", "18\n");
    refuses(() => prepareFolder(folder), "FOREIGN_FOLDER", /PG_VERSION/);
  });
  test("that is a file is refused", () => {
    write("file", "text");
    refuses(() => prepareFolder(join(folder, "file")), "FOREIGN_FOLDER", /not a folder/);
  });
  test("under a file cannot be made, and says so", () => {
    write("file", "text");
    refuses(() => prepareFolder(join(folder, "file/data")), "FOLDER_ACCESS", /cannot use the data folder/);
  });
  test.each([
    ["empty", ""],
    ["all zeros", "\0".repeat(60)],
  ])("whose marker a power cut has left %s is marked anew", (_, content) => {
    write("papertape.json", content);
    mkdirSync(join(folder, "pg"));
    prepareFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, "papertape.json"), "utf8"))).toMatchObject({ papertape: 1 });
  });
  test.each([
    ["half a marker", "{", "CORRUPT", /papertape\.json/],
    ["somebody else's marker", '{"name":"papertape"}', "FOREIGN_FOLDER", /not papertape's/],
    ["null for a marker", "null", "FOREIGN_FOLDER", /not papertape's/],
    ["a newer layout", '{"papertape":2}', "SCHEMA_TOO_NEW", /update papertape/],
  ])("with %s is refused", (_, content, code, words) => {
    write("papertape.json", content);
    refuses(() => prepareFolder(folder), code, words);
  });
});

test("what killed processes were building is swept", () => {
  for (const name of ["pg", "pg.unfinished", "pg.restoring", "pg.restoring.unfinished", "pg.replaced-20261125_091200"])
    mkdirSync(join(folder, name, "base"), { recursive: true });
  settleRestore(folder);
  expect(readdirSync(folder).sort()).toEqual(["pg", "pg.replaced-20261125_091200"]);
});

describe("the database in it", () => {
  const database = () => {
    write("pg/PG_VERSION", "18\n");
    write("pg/global/pg_control", new Uint8Array(8192));
    for (const name of ["base", "pg_wal", "pg_xact"]) mkdirSync(join(folder, "pg", name));
  };
  test("does not exist in a new folder", () => expect(databaseExists(folder)).toBe(false));
  test("exists when its parts are there", () => {
    database();
    expect(databaseExists(folder)).toBe(true);
  });
  test("of another Postgres is refused with both versions", () => {
    database();
    write("pg/PG_VERSION", "17\n");
    refuses(() => databaseExists(folder), "OTHER_POSTGRES", /Postgres "17".*reads 18/);
  });
  test("with missing parts is refused, naming them", () => {
    write("pg/PG_VERSION", "18\n");
    refuses(() => databaseExists(folder), "CORRUPT", /missing global\/pg_control, base, pg_wal, pg_xact/);
  });
  test("with a cut control file is refused", () => {
    database();
    write("pg/global/pg_control", new Uint8Array(100));
    refuses(() => databaseExists(folder), "CORRUPT", /has 100 bytes/);
  });
});
