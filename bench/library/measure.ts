/** One library over one collection, in a process of its own: prints what came of it as one line of JSON. */
import { readCollection } from "../../src/library/search/evaluate/collection.ts";
import { evaluateSearch } from "../../src/library/search/evaluate/evaluate.ts";
import { hasRelevant, meanQuality, percentile, quality } from "../../src/library/search/evaluate/measures.ts";
import type { Measured } from "./report.ts";

interface Peer {
  add(documents: readonly { id: string; title: string; text: string }[]): Promise<void>;
  search(text: string, limit: number): Promise<string[]>;
}

const [name, folder] = process.argv.slice(2);
const collection = await readCollection(folder);
const before = process.memoryUsage().rss;

async function ours(): Promise<Omit<Measured, "memory">> {
  const { indexSeconds, results } = await evaluateSearch(collection, { missing: "only words are compared" });
  const [{ quality: found, milliseconds }] = results;
  return { build: indexSeconds, p50: milliseconds.p50, p95: milliseconds.p95, ndcg: found["nDCG@10"] };
}

async function theirs(): Promise<Omit<Measured, "memory">> {
  // Not installed with papertape, and without types.
  const { peers } = (await import(new URL("./peers.js", import.meta.url).href)) as {
    peers: Record<string, () => Promise<Peer>>;
  };
  const peer = await peers[name]();
  const started = performance.now();
  await peer.add(collection.documents);
  const build = (performance.now() - started) / 1_000;
  const times: number[] = [];
  const qualities = [];
  for (const { id, text } of collection.queries.filter(({ id }) => hasRelevant(collection.grades.get(id)))) {
    qualities.push(quality(await peer.search(text, 100), collection.grades.get(id)!));
    const asked = performance.now();
    await peer.search(text, 20);
    times.push(performance.now() - asked);
  }
  return {
    build,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    ndcg: meanQuality(qualities)["nDCG@10"],
  };
}

const measured = name === "papertape" ? await ours() : await theirs();
console.log(JSON.stringify({ ...measured, memory: process.memoryUsage().rss - before } satisfies Measured));
