/** The cookie that holds a session's token: never readable by scripts, never sent by another site's forms. */
import type { Cookies, RequestEvent } from "@sveltejs/kit";

/** The prefix makes a browser refuse the cookie unless it is Secure, host-only and for the whole site; only https can have it. */
const nameFor = (url: URL): string => (url.protocol === "https:" ? "__Host-papertape" : "papertape");

type Visit = Pick<RequestEvent, "cookies" | "url">;

export const readSession = ({ cookies, url }: Visit): string | undefined => cookies.get(nameFor(url));

const options = (url: URL) =>
  ({ path: "/", httpOnly: true, sameSite: "lax", secure: url.protocol === "https:" }) satisfies Parameters<
    Cookies["set"]
  >[2];

/** Browsers keep it a year; the library decides when it has expired. */
export const writeSession = ({ cookies, url }: Visit, token: string): void =>
  cookies.set(nameFor(url), token, { ...options(url), maxAge: 365 * 24 * 3600 });

export const forgetSession = ({ cookies, url }: Visit): void => cookies.delete(nameFor(url), options(url));
