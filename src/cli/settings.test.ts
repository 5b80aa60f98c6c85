import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { root } from "./version.ts";

test("everything has a default, and an empty variable counts as unset", () => {
  const defaults = {
    dataDir: join(root, "data"),
    databaseUrl: undefined,
    port: 4321,
    host: "127.0.0.1",
    sources: { contact: undefined, semanticScholarKey: undefined, openAlexKey: undefined },
  };
  expect(readSettings({})).toEqual(defaults);
  expect(readSettings({ PORT: "", HOST: " ", PAPERTAPE_DATA: "", DATABASE_URL: "" })).toEqual(defaults);
});

test("a relative data folder is meant from where the command is called", () => {
  expect(readSettings({ PAPERTAPE_DATA: "elsewhere" }).dataDir).toBe(resolve("elsewhere"));
});

test("what does not fit is named, all of it at once", () => {
  expect(() => readSettings({ PORT: "http", DATABASE_URL: "mysql://me:secret@host/db" })).toThrow(
    /DATABASE_URL is not a postgres[\s\S]*PORT "http" is not a port/,
  );
  expect(() => readSettings({ PORT: "70000" })).toThrow("not a port");
});

test("who asks is an address at which that person can be reached", () => {
  expect(readSettings({ PAPERTAPE_CONTACT: "me@example.org" }).sources.contact).toBe("me@example.org");
  expect(() => readSettings({ PAPERTAPE_CONTACT: "me" })).toThrow('PAPERTAPE_CONTACT "me" is neither');
});

test("a password in DATABASE_URL is never repeated", () => {
  expect(() => readSettings({ DATABASE_URL: "me:secret@host" })).toThrow(/^(?!.*secret)/);
});
