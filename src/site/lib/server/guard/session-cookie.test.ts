import type { Cookies } from "@sveltejs/kit";
import { expect, test } from "vitest";
import { forgetSession, readSession, writeSession } from "./session-cookie.ts";

function jar() {
  const held = new Map<string, { value: string; options: object }>();
  const set = (name: string, value: string, options: object) => void held.set(name, { value, options });
  const cookies = { set, get: (name: string) => held.get(name)?.value, delete: (name: string) => held.delete(name) };
  return { held, cookies: cookies as unknown as Cookies };
}

test.each([
  ["https://papers.example.org/sign-in/x", "__Host-papertape", true],
  ["http://localhost:4321/sign-in/x", "papertape", false],
])("at %s a session is held by the cookie %s", (address, name, secure) => {
  const { held, cookies } = jar();
  const visit = { cookies, url: new URL(address) };
  writeSession(visit, "a-token");
  expect([...held.keys()]).toEqual([name]);
  expect(held.get(name)?.options).toMatchObject({ path: "/", httpOnly: true, sameSite: "lax", secure });
  expect(held.get(name)?.options).not.toHaveProperty("domain");
  expect(readSession(visit)).toBe("a-token");
  forgetSession(visit);
  expect(readSession(visit)).toBeUndefined();
});
