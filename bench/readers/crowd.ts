/** A hundred readers who vote, bookmark and comment as fast as they are answered, and remember what they were told. */

import { Agent, request } from "node:http";

export interface Reader {
  readonly token: string;
  /** Marks as the server acknowledged them last: "vote layer-norm". */
  readonly marks: Set<string>;
  /** Ids of comments that the server acknowledged. */
  readonly comments: Set<number>;
  /** Marks whose latest change was broken off: it may have been made or not. */
  readonly unsure: Set<string>;
  /** Comments that were broken off. */
  unsureComments: number;
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

/** All readers at once until `over`; what is under way then is waited for, so that nothing is in doubt. */
export async function letThemAct(
  address: string,
  readers: readonly Reader[],
  papers: readonly string[],
  over: () => boolean,
): Promise<Outcome> {
  const answered: Answered[] = [];
  const failed = new Map<string, number>();
  const live = async (reader: Reader) => {
    const { ask, close } = connection(address, reader.token);
    while (!over()) {
      const act = pick(acts);
      const started = performance.now();
      const problem = await once(ask, reader, act, pick(papers)).catch(
        (error: NodeJS.ErrnoException) => error.code ?? error.name,
      );
      if (problem === null) answered.push({ act, ms: performance.now() - started });
      else failed.set(problem, (failed.get(problem) ?? 0) + 1);
    }
    close();
  };
  await Promise.all(readers.map(live));
  return { answered, failed };
}

/** null when it was done; else the status, or what broke. Without an answer, or with 503, nobody knows whether it was. */
async function once(ask: Ask, reader: Reader, act: Act, paper: string): Promise<string | null> {
  if (act === "comment") {
    const body = JSON.stringify({ markdown: `A *comment* at ${new Date().toISOString()}` });
    reader.unsureComments++;
    const { status, text } = await ask("POST", `/api/papers/${paper}/comments`, body);
    if (status !== 503) reader.unsureComments--;
    if (status !== 201) return String(status);
    reader.comments.add((JSON.parse(text) as { id: number }).id);
    return null;
  }
  const mark = `${act} ${paper}`;
  const method = reader.marks.has(mark) ? "DELETE" : "PUT";
  const unsure = reader.unsure.has(mark);
  reader.unsure.add(mark);
  const { status } = await ask(method, `/api/papers/${paper}/${act}`, "{}");
  if (status === 200 || (status !== 503 && !unsure)) reader.unsure.delete(mark);
  if (status !== 200) return String(status);
  if (method === "PUT") reader.marks.add(mark);
  else reader.marks.delete(mark);
  return null;
}

type Ask = (method: string, path: string, body: string) => Promise<{ status: number; text: string }>;

/** Over one connection that stays open, as a browser's. */
function connection(address: string, token: string): { ask: Ask; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask: Ask = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      };
      const asked = request(address + path, { method, headers, agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (text += part));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on("error", reject);
      });
      asked.on("error", reject);
      asked.end(body);
    });
  return { ask, close: () => agent.destroy() };
}
