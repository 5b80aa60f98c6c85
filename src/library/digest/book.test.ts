import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { thisProcess } from "../store/process.ts";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { abandonedBooks, openBook, removeBook } from "./book.ts";

afterEach(removeTemporaryFolders);

const me = { ...thisProcess(), pass: "abcd" };
/** A process that has this one's number and began another time. */
const gone = { ...me, started: me.started && `${me.started.split(":")[0]}:1` };

test("a dead process's book says what it let go of, and what it heard", () => {
  const folder = join(temporaryFolder(), "mail");
  const book = openBook(folder, gone);
  book.note(1, "out");
  book.note(2, "out");
  book.note(1, "taken");
  book.note(3, "out");
  book.note(3, "refused");
  const [found] = abandonedBooks(folder);
  expect(found).toMatchObject({ sender: gone, sameBoot: true });
  expect([...found.marks]).toEqual([
    [1, "taken"],
    [2, "out"],
    [3, "refused"],
  ]);
  removeBook(found);
  removeBook(found);
  expect(abandonedBooks(folder)).toEqual([]);
});

test("a living process's book is its own, is private, and goes with it", () => {
  const folder = join(temporaryFolder(), "mail");
  const book = openBook(folder, me);
  book.note(1, "out");
  expect(abandonedBooks(folder)).toEqual([]);
  const [name] = readdirSync(folder);
  expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  book.settled();
  book.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("what the database knows is forgotten", () => {
  const folder = temporaryFolder();
  const book = openBook(folder, gone);
  book.note(1, "out");
  book.settled();
  book.note(2, "out");
  expect([...abandonedBooks(folder)[0].marks]).toEqual([[2, "out"]]);
});

test("after the machine started anew, what was let go of may not have left", () => {
  const folder = temporaryFolder();
  openBook(folder, { ...me, started: "another-boot:1" }).note(1, "out");
  expect(abandonedBooks(folder)).toMatchObject([{ sameBoot: me.started === null }]);
});

test("a pass of this process that ended without the database knowing leaves its book to the next", () => {
  const folder = temporaryFolder();
  const book = openBook(folder, me);
  book.note(1, "taken");
  book.close();
  expect(abandonedBooks(folder)).toMatchObject([{ sender: me, marks: new Map([[1, "taken"]]) }]);
});

test("half a line, a foreign file and a missing folder are no books", () => {
  const folder = temporaryFolder();
  openBook(folder, gone).note(1, "out");
  writeFileSync(join(folder, "post-1-a.txt"), '{"host":"');
  writeFileSync(join(folder, "post-1-b.txt"), `${JSON.stringify(gone)}\n5 ou`);
  writeFileSync(join(folder, "note.eml"), "Subject: hello");
  expect(abandonedBooks(folder).map(({ marks }) => marks.size)).toEqual(expect.arrayContaining([1, 0]));
  expect(abandonedBooks(join(folder, "none"))).toEqual([]);
});
