/** A hundred readers who vote, bookmark and comment as fast as they are answered, and remember what they were told. */

export interface Reader {
  readonly token: string;
  /** Marks as the server acknowledged them last: "vote layer-norm". */
  readonly marks: Set<string>;
  /** Ids of comments that the server acknowledged. */
  readonly comments: Set<number>;
}

export type Act = "vote" | "bookmark" | "comment";

export interface Answered {
  readonly act: Act;
  readonly ms: number;
}

export interface Outcome {
  readonly answered: readonly Answered[];
  /** By what went wrong: "429", "ECONNRESET". */
  readonly failed: ReadonlyMap<string, number>;
}

/** Of ten acts, how many are of each kind. */
export const mix: Readonly<Record<Act, number>> = { vote: 7, bookmark: 2, comment: 1 };

const acts = (Object.keys(mix) as Act[]).flatMap((act) => Array.from({ length: mix[act] }, () => act));

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)];

/** All readers at once until the time is over; what is under way then is waited for, so that nothing is in doubt. */
export async function letThemAct(
  address: string,
  readers: readonly Reader[],
  papers: readonly string[],
  seconds: number,
): Promise<Outcome> {
  const answered: Answered[] = [];
  const failed = new Map<string, number>();
  const end = performance.now() + seconds * 1_000;
  const live = async (reader: Reader) => {
    while (performance.now() < end) {
      const act = pick(acts);
      const started = performance.now();
      const problem = await once(address, reader, act, pick(papers)).catch((error: Error) => error.name);
      if (problem === null) answered.push({ act, ms: performance.now() - started });
      else failed.set(problem, (failed.get(problem) ?? 0) + 1);
    }
  };
  await Promise.all(readers.map(live));
  return { answered, failed };
}

/** null when it was done; else the status, or what broke. */
async function once(address: string, reader: Reader, act: Act, paper: string): Promise<string | null> {
  const headers = { authorization: `Bearer ${reader.token}`, "content-type": "application/json" };
  if (act === "comment") {
    const body = JSON.stringify({ markdown: `A *comment* at ${new Date().toISOString()}` });
    const answer = await fetch(`${address}/api/papers/${paper}/comments`, { method: "POST", headers, body });
    const { id } = (await answer.json()) as { id: number };
    if (answer.status !== 201) return String(answer.status);
    reader.comments.add(id);
    return null;
  }
  const mark = `${act} ${paper}`;
  const method = reader.marks.has(mark) ? "DELETE" : "PUT";
  const answer = await fetch(`${address}/api/papers/${paper}/${act}`, { method, headers, body: "{}" });
  await answer.arrayBuffer();
  if (answer.status !== 200) return String(answer.status);
  if (method === "PUT") reader.marks.add(mark);
  else reader.marks.delete(mark);
  return null;
}
