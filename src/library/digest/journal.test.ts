import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { thisProcess } from "../store/process.ts";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { abandonedJournals, openJournal, removeJournal } from "./journal.ts";

afterEach(removeTemporaryFolders);

const me = { ...thisProcess(), pass: "abcd" };
/** A process that has this one's number and began another time. */
const gone = { ...me, started: me.started && `${me.started.split(":")[0]}:1` };

test("a dead process's journal says what it let go of, and what it heard", () => {
  const folder = join(temporaryFolder(), "mail");
  const journal = openJournal(folder, gone);
  journal.note(1, "out");
  journal.note(2, "out");
  journal.note(1, "taken");
  journal.note(3, "out");
  journal.note(3, "refused");
  const [found] = abandonedJournals(folder);
  expect(found).toMatchObject({ sender: gone, sameBoot: true });
  expect([...found.marks]).toEqual([
    [1, "taken"],
    [2, "out"],
    [3, "refused"],
  ]);
  removeJournal(found);
  removeJournal(found);
  expect(abandonedJournals(folder)).toEqual([]);
});

test("a living process's journal is its own, is private, and goes with it", () => {
  const folder = join(temporaryFolder(), "mail");
  const journal = openJournal(folder, me);
  journal.note(1, "out");
  expect(abandonedJournals(folder)).toEqual([]);
  const [name] = readdirSync(folder);
  expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  journal.settled();
  journal.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("what the database knows is forgotten", () => {
  const folder = temporaryFolder();
  const journal = openJournal(folder, gone);
  journal.note(1, "out");
  journal.settled();
  journal.note(2, "out");
  expect([...abandonedJournals(folder)[0].marks]).toEqual([[2, "out"]]);
});

test("after the machine started anew, what was let go of may not have left", () => {
  const folder = temporaryFolder();
  openJournal(folder, { ...me, started: "another-boot:1" }).note(1, "out");
  expect(abandonedJournals(folder)).toMatchObject([{ sameBoot: me.started === null }]);
});

test("a pass of this process that ended without the database knowing leaves its journal to the next", () => {
  const folder = temporaryFolder();
  const journal = openJournal(folder, me);
  journal.note(1, "taken");
  journal.close();
  expect(abandonedJournals(folder)).toMatchObject([{ sender: me, marks: new Map([[1, "taken"]]) }]);
});

test("half a line, a foreign file and a missing folder are no journals", () => {
  const folder = temporaryFolder();
  openJournal(folder, gone).note(1, "out");
  writeFileSync(join(folder, "post-1-a.txt"), '{"host":"');
  writeFileSync(join(folder, "post-1-b.txt"), `${JSON.stringify(gone)}\n5 ou`);
  writeFileSync(join(folder, "note.eml"), "Subject: hello");
  expect(abandonedJournals(folder).map(({ marks }) => marks.size)).toEqual(expect.arrayContaining([1, 0]));
  expect(abandonedJournals(join(folder, "none"))).toEqual([]);
});
