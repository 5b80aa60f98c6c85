/** Lets the command line of this machine in, and nobody else. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Refused } from "./answers.ts";
import { context } from "./context.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** @throws Refused 401 unless the request carries the server's token. Compared by digest, so time tells nothing. */
export function authorizeCli(request: Request): void {
  const given = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  if (given === "" || !timingSafeEqual(digest(given), digest(context().token)))
    throw new Refused(401, "NOT_AUTHORIZED", "this endpoint needs the token from the server's lock file");
}
