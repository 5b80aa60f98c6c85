import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { root } from "./version.ts";

test("everything has a default, and an empty variable counts as unset", () => {
  const defaults = {
    dataDir: join(root, "data"),
    durable: false,
    databaseUrl: undefined,
    port: 4321,
    host: "127.0.0.1",
    team: false,
    origin: undefined,
    visitorRuns: 50_000_000,
    diskReserve: 500_000_000,
    runCores: availableParallelism(),
    zoteroPort: 23119,
    proxy: { addressHeader: undefined, xffDepth: undefined },
    follow: [],
    mail: { smtpUrl: undefined, from: undefined },
    sources: { contact: undefined, semanticScholarKey: undefined, openAlexKey: undefined },
  };
  expect(readSettings({})).toEqual(defaults);
  expect(readSettings({ PORT: "", HOST: " ", PAPERTAPE_DATA: "", DATABASE_URL: "" })).toEqual(defaults);
});

test("a relative data folder is meant from where the command is called", () => {
  expect(readSettings({ PAPERTAPE_DATA: "elsewhere" }).dataDir).toBe(resolve("elsewhere"));
});

test("every change waits for the disk where that is asked for", () => {
  expect(readSettings({ PAPERTAPE_DURABLE: "1" }).durable).toBe(true);
  expect(readSettings({ PAPERTAPE_DURABLE: "0" }).durable).toBe(false);
  expect(() => readSettings({ PAPERTAPE_DURABLE: "yes" })).toThrow('PAPERTAPE_DURABLE "yes" is neither 1 nor 0');
});

test("what does not fit is named, all of it at once", () => {
  expect(() => readSettings({ PORT: "http", DATABASE_URL: "mysql://me:secret@host/db" })).toThrow(
    /DATABASE_URL is not a postgres[\s\S]*PORT "http" is not a port/,
  );
  expect(() => readSettings({ PORT: "70000" })).toThrow("not a port");
});

test("a size is a number of bytes or has a unit, and nothing else", () => {
  const sizes = ["0", "1000", "20 kB", "50MB", "2 gb"].map((said) => readSettings({ PAPERTAPE_VISITOR_RUNS: said }));
  expect(sizes.map(({ visitorRuns }) => visitorRuns)).toEqual([0, 1_000, 20_000, 50_000_000, 2e9]);
  for (const said of ["-1", "5 TB", "much", "1e9"])
    expect(() => readSettings({ PAPERTAPE_DISK_RESERVE: said })).toThrow("is not a size like 500 MB, or 0");
});

test("cores for runs are a number, and none where no run is to be taken", () => {
  expect(readSettings({ PAPERTAPE_RUN_CORES: "0" }).runCores).toBe(0);
  expect(readSettings({ PAPERTAPE_RUN_CORES: "3" }).runCores).toBe(3);
  for (const said of ["-1", "1.5", "all"])
    expect(() => readSettings({ PAPERTAPE_RUN_CORES: said })).toThrow("is not a number of cores");
});

test("who asks is an address at which that person can be reached", () => {
  expect(readSettings({ PAPERTAPE_CONTACT: "me@example.org" }).sources.contact).toBe("me@example.org");
  expect(() => readSettings({ PAPERTAPE_CONTACT: "me" })).toThrow('PAPERTAPE_CONTACT "me" is neither');
});

test("a password in DATABASE_URL or SMTP_URL is never repeated", () => {
  expect(() => readSettings({ DATABASE_URL: "me:secret@host" })).toThrow(/^(?!.*secret)/);
  expect(() => readSettings({ SMTP_URL: "me:secret@host" })).toThrow(/^(?!.*secret).*SMTP_URL is not an smtp/);
});

test("a host that others can reach makes a team, and nobody can be the owner there by accident", () => {
  expect(readSettings({ HOST: "0.0.0.0" }).team).toBe(true);
  expect(readSettings({ PAPERTAPE_TEAM: "1" }).team).toBe(true);
  expect(readSettings({ PAPERTAPE_TEAM: "0" }).team).toBe(false);
  expect(() => readSettings({ PAPERTAPE_TEAM: "0", HOST: "0.0.0.0" })).toThrow("as the owner");
  expect(readSettings({ ORIGIN: "https://papers.example.org" }).team).toBe(true);
  expect(readSettings({ ORIGIN: "http://localhost:8080" }).team).toBe(false);
  expect(() => readSettings({ PAPERTAPE_TEAM: "0", ORIGIN: "https://papers.example.org" })).toThrow("as the owner");
  expect(() => readSettings({ PAPERTAPE_TEAM: "yes" })).toThrow('PAPERTAPE_TEAM "yes" is neither 1 nor 0');
});

test("an origin is a scheme and a host, and nothing after them", () => {
  expect(readSettings({ ORIGIN: "https://Papers.example.org/" }).origin).toBe("https://papers.example.org");
  for (const ORIGIN of ["papers.example.org", "https://papers.example.org/x", "ftp://papers.example.org", "https://"])
    expect(() => readSettings({ ORIGIN })).toThrow("ORIGIN");
});

test("mail comes from one address, with or without a name", () => {
  for (const MAIL_FROM of ["papers@example.org", "papertape <papers@example.org>"])
    expect(readSettings({ MAIL_FROM }).mail.from).toBe(MAIL_FROM);
  for (const MAIL_FROM of ["papers", "a@b.c, d@e.f", "x <y>", "a\nBcc: b <c@d.e>"])
    expect(() => readSettings({ MAIL_FROM })).toThrow("MAIL_FROM");
});

test("sources to follow are read as the command reads them, and one that there is not is named", () => {
  expect(readSettings({ PAPERTAPE_FOLLOW: "hf-daily, arxiv:cs.LG+cs.CL," }).follow).toEqual([
    "hf-daily",
    "arxiv:cs.LG+cs.CL",
  ]);
  expect(() => readSettings({ PAPERTAPE_FOLLOW: "hf-daily,hugging" })).toThrow(/PAPERTAPE_FOLLOW.*"hugging"/);
});
