/** A library that one person used alone, started again where everybody can reach it, behind a proxy that says who asks. */
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "./server.ts";
import { linkIn, mailAfter, mails, ownerCode } from "./team.ts";

let served: Served;
beforeAll(async () => {
  // Every store begins as its owner's alone; a public address makes a team of it, without being told.
  served = await serve({ HOST: "0.0.0.0", ADDRESS_HEADER: "x-real-ip" });
});
afterAll(() => served?.stop());

/** A refusal leaves the rest of a request unread, and its connection is not used again. */
const anew = { connection: "close" };
const asker = (n: number) => ({ "x-real-ip": `203.0.113.${n}` });
const submit = (path: string, fields: Record<string, string>, headers: Record<string, string>) =>
  fetch(served.address + path, {
    method: "POST",
    redirect: "manual",
    headers: { accept: "text/html", origin: served.address, ...anew, ...headers },
    body: new URLSearchParams(fields),
  });

async function linkFor(email: string, n: number): Promise<string> {
  const before = mails(served).length;
  expect((await submit("/sign-in", { email }, asker(n))).status).toBe(303);
  return linkIn(await mailAfter(served, before));
}

test("what came around the proxy, and does not say from where, is refused in words and not as an accident", async () => {
  const silent: readonly Record<string, string>[] = [{}, { "x-real-ip": "" }];
  for (const headers of silent) {
    for (const [path, fields] of [
      ["/sign-in", { email: "ann@example.org" }],
      ["/subscribe?/quick", { email: "ann@example.org" }],
      ["/papers/layer-norm?/vote", { on: "yes" }],
    ] as const) {
      const response = await submit(path, fields, headers);
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.text()).toContain("ADDRESS_HEADER");
    }
    const asProgram = {
      method: "POST",
      headers: { ...headers, ...anew, "content-type": "application/json" },
      body: "{}",
    };
    const refused = await fetch(`${served.address}/api/runs`, asProgram);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([400, "NO_CLIENT_ADDRESS"]);
    // Who only reads need not say who they are.
    expect((await fetch(served.address, { headers: { ...headers, ...anew } })).status).toBe(200);
  }
});

test("a name that another site has pointed here may read, and changes nothing; this machine's addresses and localhost do", async () => {
  const { port } = new URL(served.address);
  /** As a page at that name would: it has the origin that it asks. */
  const statusBy = (name: string, method: string) =>
    new Promise<number>((resolve, reject) => {
      const host = `${name}:${port}`;
      const headers = {
        host,
        origin: `http://${host}`,
        accept: "text/html",
        "content-type": "application/x-www-form-urlencoded",
        ...asker(9),
      };
      request({ host: "127.0.0.1", port, path: "/sign-in", method, headers: { ...headers, ...anew } }, (response) =>
        resolve(response.resume().statusCode!),
      )
        .on("error", reject)
        .end(method === "POST" ? "email=" : undefined);
    });
  expect([await statusBy("evil.example", "POST"), await statusBy("evil.example", "GET")]).toEqual([403, 200]);
  // The form asks for a link, whatever address is given.
  for (const name of ["localhost", "127.0.0.1", "192.168.1.7"])
    expect([name, await statusBy(name, "POST")]).toEqual([name, 303]);
});

test("the first stranger gets nothing, however often; whoever has the code of the console gets what the owner had", async () => {
  expect(served.said()).toContain("Nobody administers this site yet.");
  const stranger = await linkFor("stranger@example.org", 1);
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess++)
    statuses.push((await submit(stranger, { code: `0000-0000-0000-00${10 + guess}` }, asker(1))).status);
  expect(statuses).toEqual([...Array<number>(10).fill(403), 429, 429]);
  expect((await submit(stranger, {}, asker(1))).status).toBe(403);

  // The stranger's guesses are counted as theirs.
  const code = await ownerCode(served);
  const entered = await submit(await linkFor("owner@example.org", 2), { code, name: "Olive" }, asker(2));
  expect(entered.status).toBe(303);
  const cookie = entered.headers.getSetCookie()[0].split(";")[0];
  const page = await fetch(`${served.address}/admin/people`, { headers: { cookie } });
  expect(page.status).toBe(200);
  const people = await page.text();
  expect(people).toContain("owner@example.org");
  expect(people).not.toContain("stranger@example.org");

  // The code is spent, and so is the stranger's chance.
  const late = await submit(stranger, { code }, asker(3));
  expect(late.headers.getSetCookie()).toEqual([]);
  expect(await (await fetch(served.address + stranger)).text()).not.toContain("console");
});
