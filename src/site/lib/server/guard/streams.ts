/** How many streams may be open at a time, for each reader or network and altogether. Of this process: each has its own connections. */
import type { RequestEvent } from "@sveltejs/kit";
import { Refused } from "../http/answers.ts";
import { askerKey } from "./limits.ts";

export const mostStreams = { each: 20, all: 500 } as const;

const open = new Map<string, number>();
let all = 0;

/** Takes a place. Returns how it is given back, once. @throws Refused 429 where there is none. */
export function takeStream(event: Pick<RequestEvent, "locals" | "getClientAddress">): () => void {
  const key = askerKey(event);
  const mine = open.get(key) ?? 0;
  if (mine >= mostStreams.each) refuse(`${mine} streams are open that you asked for, and no more may be`);
  if (all >= mostStreams.all) refuse(`${all} streams are open, and no more may be`);
  open.set(key, mine + 1);
  all += 1;
  let given = false;
  return () => {
    if (given) return;
    given = true;
    all -= 1;
    const left = open.get(key)! - 1;
    if (left === 0) open.delete(key);
    else open.set(key, left);
  };
}

function refuse(why: string): never {
  throw new Refused(429, "TOO_MANY", `${why}; close one, or ask how a run stands: /api/runs/{id}/status`, [], 30);
}
