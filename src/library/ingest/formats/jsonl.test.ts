import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonlBatch } from "./jsonl.ts";
import { parseJsonl, readJsonl, type JsonlOptions } from "./jsonl.ts";
import { context, problemsOf, survivesAnything, survivesAnyJson } from "./testing.ts";

const paper = (n: number) => ({
  id: `hep-th/99010${String(n).padStart(2, "0")}`,
  title: `Made Up ${n}`,
  text: "An abstract.",
  date: "1999-01",
  authors: ["Author, A.", "B. Author", { name: "C. Author" }],
  url: "https://example.org/a.",
});

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
async function read(bytes: Uint8Array | string, options: JsonlOptions = {}, size = 7): Promise<JsonlBatch[]> {
  return all(readJsonl(inPieces(Buffer.from(bytes as string), size), context, options));
}

describe("a text of JSON lines", () => {
  test("gives a draft of every line", () => {
    expect(parseJsonl(`${JSON.stringify(paper(1))}\r\n\n${JSON.stringify(paper(2))}\n`, context)).toMatchObject({
      drafts: [
        {
          source: "jsonl",
          sourceId: "hep-th/9901001",
          title: "Made Up 1",
          abstract: "An abstract.",
          authors: [{ name: "A. Author" }, { name: "B. Author" }, { name: "C. Author" }],
          published: "1999-01",
          arxiv: "hep-th/9901001",
          url: "https://example.org/a",
        },
        { title: "Made Up 2" },
      ],
      rejected: [],
    });
  });

  test("a title is enough; an id may be a number, a DOI, or nothing known", () => {
    expect(parseJsonl('{"title":"T"}', context).drafts[0]).toMatchObject({ sourceId: null, arxiv: null });
    expect(parseJsonl('{"id":7,"title":"T"}', context).drafts[0].sourceId).toBe("7");
    expect(parseJsonl('{"id":"10.1000/X","title":"T"}', context).drafts[0].doi).toBe("10.1000/x");
  });

  test("a venue is kept; a field that is not read is told of, once a file", async () => {
    const lines = [1, 2].map((n) => JSON.stringify({ title: `T ${n}`, venue: "Lamp Letters", stars: n })).join("\n");
    const { drafts, warnings } = parseJsonl(lines, context);
    expect(drafts.map(({ venue }) => venue)).toEqual(["Lamp Letters", "Lamp Letters"]);
    expect(warnings).toEqual([
      { at: "line 1", reason: expect.stringContaining('the field "stars" is not read') as string },
    ]);
    expect((await read(lines, { batch: 1 })).map((batch) => batch.warnings?.length ?? 0)).toEqual([1, 0]);
  });

  test("all authors may stand in one string", () => {
    expect(
      parseJsonl('{"title":"T","authors":"A. Author, B. Author and C. Author"}', context).drafts[0].authors,
    ).toHaveLength(3);
  });

  test("a bad line is rejected with its number, the rest is in", () => {
    const { drafts, rejected } = parseJsonl(
      '{"title":"A"}\n{"title":\n[1]\nnull\n{"title":""}\n{"title":"B"}',
      context,
    );
    expect(drafts.map(({ title }) => title)).toEqual(["A", "B"]);
    expect(rejected.map(({ at, reason }) => `${at}: ${reason.split(":")[0]}`)).toEqual([
      "line 2: not JSON",
      "line 3: not a JSON object",
      "line 4: not a JSON object",
      "line 5: no title",
    ]);
  });

  test("NUL in a value is removed, a raw NUL makes no JSON", () => {
    expect(parseJsonl('{"title":"A\\u0000B\\ud800"}', context).drafts[0].title).toBe("AB\ufffd");
    expect(parseJsonl('{"title":"A\0B"}', context).rejected[0]).toMatchObject({ excerpt: '{"title":"AB"}' });
  });

  test("an empty text is a failure", () => {
    expect(parseJsonl("\n \n", context).failure).toBe("the document is empty");
  });

  test("any damage is survived", () => {
    survivesAnything(parseJsonl, `${JSON.stringify(paper(1))}\n${JSON.stringify(paper(2))}`);
    survivesAnyJson(parseJsonl, [...Object.keys(paper(1)), "abstract", "doi", "categories", "name"], (entry) => entry);
  });
});

describe("a stream of JSON lines", () => {
  const text = Array.from({ length: 10 }, (_, i) => JSON.stringify(paper(i + 1))).join("\n");

  test("gives the same drafts however the bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 12 }), async (size, batch) => {
        const batches = await read(text, { batch }, size);
        expect(batches.flatMap(({ drafts }) => drafts)).toEqual(parseJsonl(text, context).drafts);
        expect(batches.every(({ drafts }) => drafts.length <= batch)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("can be taken up again where a batch ended", async () => {
    const [first] = await read(text, { batch: 4 });
    const rest = await read(Buffer.from(text).subarray(first.offset), { batch: 4, from: first });
    expect(first.line).toBe(4);
    expect(rest.flatMap(({ drafts }) => drafts).map(({ title }) => title)).toEqual(
      [5, 6, 7, 8, 9, 10].map((n) => `Made Up ${n}`),
    );
    expect(rest.at(-1)).toMatchObject({ line: 10, offset: text.length });
  });

  test("rejects what is not UTF-8, and goes on", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"title":"A"}\n{"title":"'),
      Buffer.from([0xe9]),
      Buffer.from('"}\n{"title":"B"}'),
    ]);
    const [batch] = await read(bytes);
    expect(batch.drafts.map(({ title }) => title)).toEqual(["A", "B"]);
    expect(batch.rejected).toEqual([{ at: "line 2", reason: "not UTF-8", excerpt: '{"title":"\ufffd"}' }]);
  });

  test("says so when the file is UTF-16 or packed", async () => {
    const [wide] = await read(Buffer.from('\ufeff{"title":"A"}\n', "utf16le"));
    expect(wide.rejected[0].reason).toBe("the file is UTF-16, not UTF-8");
    const [packed] = await read(Buffer.from([0x1f, 0x8b, 8, 0, 0]));
    expect(packed.rejected[0].reason).toContain("gzip");
  });

  test("skips a byte order mark", async () => {
    expect((await read('\ufeff{"title":"A"}'))[0].drafts).toHaveLength(1);
  });

  test("200 MB in one line are one rejected line, in little memory", async () => {
    const megabyte = Buffer.alloc(1_000_000, "x");
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"title":"A"}\n');
      for (let n = 0; n < 200; n++) yield megabyte;
      yield Buffer.from('\n{"title":"B"}');
    }
    const before = process.memoryUsage().rss;
    const [batch] = await all(readJsonl(endless(), context));
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect(batch.drafts.map(({ title }) => title)).toEqual(["A", "B"]);
    expect(batch.rejected).toEqual([
      { at: "line 2", reason: "line of 200000000 bytes (at most 4000000)", excerpt: "x".repeat(2_000) },
    ]);
  });

  test("any bytes are survived", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        for (const batch of await read(bytes, { longest: 40 }, size)) expect(problemsOf(batch)).toEqual([]);
      }),
    );
  });
});
