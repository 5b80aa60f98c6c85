import { describe, expect, test } from "vitest";
import type { Answer, Fetcher, FetchOptions } from "../fetch/client.ts";
import { FetchError } from "../fetch/errors.ts";
import {
  openService,
  ServiceRequestError,
  services,
  type Access,
  type Batch,
  type ServiceName,
  type ServiceRequests,
} from "./services.ts";
import { nextLink } from "./hugging-face.ts";
import { context } from "../formats/testing.ts";

interface Asked extends FetchOptions {
  readonly url: URL;
}
interface Reply {
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly unchanged?: boolean;
  readonly error?: FetchError;
}

/** A service that answers from a script, and remembers what it was asked. */
function service(reply: (asked: Asked, nth: number) => Reply | string) {
  const asked: Asked[] = [];
  const fetcher: Fetcher = {
    async fetch(url, options = {}): Promise<Answer> {
      asked.push({ ...options, url: new URL(url) });
      const answer = reply(asked.at(-1)!, asked.length);
      const {
        body = "",
        headers = {},
        unchanged = false,
        error,
      } = typeof answer === "string" ? { body: answer } : answer;
      if (error) throw error;
      const validators = { etag: headers.etag ?? null, lastModified: null };
      return {
        status: unchanged ? 304 : 200,
        url,
        headers,
        body: Buffer.from(body),
        text: () => body,
        unchanged,
        validators,
      };
    },
  };
  const run = async <Name extends ServiceName>(
    name: Name,
    request: ServiceRequests[Name],
    access: Partial<Access> = {},
  ): Promise<Batch[]> => {
    const batches: Batch[] = [];
    for await (const batch of openService(name, request, { fetcher, context, keys: {}, ...access }))
      batches.push(batch);
    return batches;
  };
  return { asked, run };
}

const ids = (batches: Batch[]) => batches.flatMap(({ drafts }) => drafts.map(({ arxiv, doi }) => arxiv ?? doi));
const atom = (entries: string[], total: number): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>${total}</o:totalResults>${entries
    .map((id) => `<entry><id>http://arxiv.org/abs/${id}v1</id><title>T</title></entry>`)
    .join("")}</feed>`;
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `2601.${String(from + i + 1).padStart(5, "0")}`);

describe("arXiv search", () => {
  /** 1,200 results, answered honestly. */
  const honest = ({ url }: Asked): string => {
    const start = Number(url.searchParams.get("start"));
    return atom(numbered(start, Math.min(1_200, start + Number(url.searchParams.get("max_results")))), 1_200);
  };

  test("reads page after page, and says where to go on", async () => {
    const { run, asked } = service(honest);
    const batches = await run("arxiv-search", { query: "cat:cs.LG", max: 5_000 });
    expect(ids(batches)).toEqual(numbered(0, 1_200));
    expect(batches.map(({ cursor }) => cursor)).toEqual(["500", "1000", null]);
    expect(asked[0].url.href).toBe(
      "https://export.arxiv.org/api/query?search_query=cat%3Acs.LG&start=0&max_results=500&sortBy=submittedDate&sortOrder=descending",
    );
  });

  test("goes on at a cursor, and stops at the number asked for", async () => {
    const { run } = service(honest);
    expect(ids(await run("arxiv-search", { query: "x", max: 600 }, { cursor: "500" }))).toEqual(numbered(500, 600));
  });

  test("asks again for a page that is empty where it cannot be", async () => {
    const { run, asked } = service((request, nth) => (nth === 2 ? atom([], 1_200) : honest(request)));
    expect(ids(await run("arxiv-search", { query: "x", max: 1_200 }))).toHaveLength(1_200);
    expect(asked).toHaveLength(4);
  });

  test("fails, and names the page, when it stays empty", async () => {
    const { run } = service((request) =>
      request.url.searchParams.get("start") === "500" ? atom([], 1_200) : honest(request),
    );
    const batches = await run("arxiv-search", { query: "x", max: 1_200 });
    expect(batches.at(-1)).toMatchObject({
      cursor: "500",
      failure: "arXiv says there are 1200 papers and sent an empty page 3 times",
    });
  });

  test("gives arXiv's own reason when it refuses a query with HTTP 400", async () => {
    const excerpt = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://arxiv.org/api/errors#x</id><title>Error</title><summary>bad query</summary></entry></feed>`;
    const { run } = service(() => ({
      error: new FetchError("HTTP 400", { kind: "http", url: "u", status: 400, excerpt }),
    }));
    expect((await run("arxiv-search", { query: "((" }))[0].failure).toBe("arXiv refused the query: bad query");
  });

  test("no result is one empty batch", async () => {
    const { run } = service(() => atom([], 0));
    expect(await run("arxiv-search", { query: "x" })).toEqual([
      expect.objectContaining({ drafts: [], rejected: [], cursor: null }),
    ]);
  });

  test("an error of the network comes after the batches before it", async () => {
    const { run } = service((request, nth) =>
      nth === 2
        ? { error: new FetchError("HTTP 429", { kind: "rate-limited", url: "u", status: 429 }) }
        : honest(request),
    );
    await expect(run("arxiv-search", { query: "x", max: 1_200 })).rejects.toMatchObject({ kind: "rate-limited" });
  });
});

describe("arXiv papers by id", () => {
  test("come a hundred at a time; what is no id, or not there, is named", async () => {
    const { run, asked } = service(({ url }) => {
      const wanted = url.searchParams.get("id_list")!.split(",");
      return atom(
        wanted.filter((id) => id !== "2601.00007"),
        wanted.length,
      );
    });
    const batches = await run("arxiv-ids", {
      ids: ["nonsense", ...numbered(0, 150), "https://arxiv.org/abs/2601.00001v2."],
    });
    expect(ids(batches)).toHaveLength(149);
    expect(asked).toHaveLength(2);
    expect(batches[0].rejected.map(({ at, reason }) => `${at}: ${reason}`)).toEqual([
      "nonsense: not an arXiv id",
      "2601.00007: arXiv has no paper of that id",
    ]);
    expect(batches.map(({ cursor }) => cursor)).toEqual(["1", null]);
  });

  test("are not asked for when none is an id", async () => {
    const { run, asked } = service(() => "");
    expect((await run("arxiv-ids", { ids: ["x"] }))[0].rejected).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

describe("arXiv announcements", () => {
  const rss = `<rss xmlns:arxiv="http://arxiv.org/schemas/atom"><channel><item><title>T</title><guid>oai:arXiv.org:2611.00001v1</guid><pubDate>Mon, 23 Nov 2026 00:00:00 -0500</pubDate><arxiv:announce_type>new</arxiv:announce_type></item></channel></rss>`;

  test("are one batch, with what a stale feed is recognized by", async () => {
    const { run, asked } = service(() => ({ body: rss, headers: { etag: '"e"' } }));
    expect(await run("arxiv-feed", { categories: ["cs.LG", "stat.ML"] })).toEqual([
      expect.objectContaining({
        cursor: null,
        announced: "2026-11-23",
        newestId: "2611.00001",
        validators: { etag: '"e"', lastModified: null },
      }),
    ]);
    expect(asked[0].url.href).toBe("https://rss.arxiv.org/rss/cs.LG+stat.ML");
  });

  test("are not sent again when nothing has changed", async () => {
    const { run, asked } = service(() => ({ unchanged: true }));
    expect(await run("arxiv-feed", { categories: ["cs"], validators: { etag: '"e"' } })).toEqual([
      expect.objectContaining({ unchanged: true, drafts: [] }),
    ]);
    expect(asked[0].validators).toEqual({ etag: '"e"' });
  });
});

describe("arXiv harvest", () => {
  const page = (id: string, token: string | null, date = "2026-11-23T05:00:00Z"): string =>
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>${date}</responseDate><ListRecords><record><header><identifier>oai:arXiv.org:${id}</identifier></header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><title>T</title></arXivRaw></metadata></record><resumptionToken>${token ?? ""}</resumptionToken></ListRecords></OAI-PMH>`;
  const expired = `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badResumptionToken">expired</error></OAI-PMH>`;
  const byToken = ({ url }: Asked): string => {
    switch (url.searchParams.get("resumptionToken")) {
      case null:
        return page("2601.00001", "two");
      case "two":
        return page("2601.00002", null, "2026-11-24T05:00:00Z");
      default:
        return expired;
    }
  };

  test("follows the tokens, with nothing but the token in later requests", async () => {
    const { run, asked } = service(byToken);
    const batches = await run("arxiv-oai", { set: "cs:cs:LG", from: "2026-11-20" });
    expect(ids(batches)).toEqual(["2601.00001", "2601.00002"]);
    expect(batches.map(({ cursor, nextFrom }) => [cursor, nextFrom])).toEqual([
      ["two", "2026-11-23"],
      [null, "2026-11-23"],
    ]);
    expect(asked.map(({ url }) => url.search)).toEqual([
      "?verb=ListRecords&metadataPrefix=arXivRaw&set=cs%3Acs%3ALG&from=2026-11-20",
      "?verb=ListRecords&resumptionToken=two",
    ]);
  });

  test("begins again, once, when a kept token has expired", async () => {
    expect(ids(await service(byToken).run("arxiv-oai", {}, { cursor: "yesterday's" }))).toEqual([
      "2601.00001",
      "2601.00002",
    ]);
    const batches = await service(() => expired).run("arxiv-oai", {}, { cursor: "old" });
    expect(batches).toEqual([expect.objectContaining({ failure: "badResumptionToken: expired" })]);
  });

  test("asks for a first page that failed again", async () => {
    const [failed] = await service(() => "<html></html>").run("arxiv-oai", {});
    expect(ids(await service(byToken).run("arxiv-oai", {}, { cursor: failed.cursor }))).toHaveLength(2);
  });

  test("ends when a page names itself as the next one", async () => {
    const batches = await service(() => page("2601.00001", "same")).run("arxiv-oai", {});
    expect(batches.at(-1)!.failure).toContain("same page");
    expect(batches).toHaveLength(2);
  });
});

describe("Hugging Face daily papers", () => {
  const entries = (...papers: string[]) => JSON.stringify(papers.map((id) => ({ paper: { id, title: "T" } })));

  test("go on where the Link header says", async () => {
    const { run, asked } = service((_, nth) =>
      nth === 1
        ? {
            body: entries("2611.00001"),
            headers: { link: '<https://huggingface.co/api/daily_papers?date=2026-11-20&p=1&limit=100>; rel="next"' },
          }
        : entries("2611.00002"),
    );
    const batches = await run("hf-daily", { date: "2026-11-20" });
    expect(ids(batches)).toEqual(["2611.00001", "2611.00002"]);
    expect(asked.map(({ url }) => url.search)).toEqual([
      "?date=2026-11-20&limit=100",
      "?date=2026-11-20&p=1&limit=100",
    ]);
  });

  test("are not looked for elsewhere, wherever the header points", async () => {
    const { run } = service(() => ({
      body: entries("2611.00001"),
      headers: { link: '<https://evil.example/?p=1>; rel="next"' },
    }));
    await expect(run("hf-daily", { month: "2026-11" })).rejects.toThrow(ServiceRequestError);
  });

  test("end when the pages go in a circle", async () => {
    const { run, asked } = service(() => ({
      body: entries("2611.00001"),
      headers: { link: "</api/daily_papers?week=2026-W53&limit=100>; rel=next" },
    }));
    await run("hf-daily", { week: "2026-W53" });
    expect(asked).toHaveLength(1);
  });

  test("are asked for by exactly one period that can exist", async () => {
    const { run } = service(() => "[]");
    for (const request of [
      {},
      { date: "2026-11-20", month: "2026-11" },
      { week: "2026-W54" },
      { month: "2026-13" },
      { date: "today" },
    ]) {
      await expect(run("hf-daily", request)).rejects.toThrow(ServiceRequestError);
    }
  });

  test.each([
    ['<https://a.example/?p=2>; rel="next", <https://a.example/?p=9>; rel="last"', "https://a.example/?p=2"],
    ['<https://a.example/?p=0>; rel="prev", <https://a.example/?p=2>; rel=next', "https://a.example/?p=2"],
    ['<https://a.example/?p=0>; rel="prev"', null],
    [undefined, null],
  ])("the header %s leads to %s", (header, address) => {
    expect(nextLink(header)).toBe(address);
  });
});

describe("Semantic Scholar", () => {
  test("is asked for ids in one POST, with the key if there is one; unknown ids are named", async () => {
    const { run, asked } = service(() =>
      JSON.stringify([{ paperId: "1", title: "T", externalIds: { ArXiv: "2401.00001" } }, null]),
    );
    const batches = await run(
      "semantic-scholar",
      { ids: ["2401.00001", "10.1000/x", "?"] },
      { keys: { semanticScholar: "k" } },
    );
    expect(asked).toMatchObject([
      { method: "POST", body: '{"ids":["ARXIV:2401.00001","DOI:10.1000/x"]}', headers: { "x-api-key": "k" } },
    ]);
    expect(ids(batches)).toEqual(["2401.00001"]);
    expect(batches.flatMap(({ rejected }) => rejected.map(({ at }) => at))).toEqual(["?", "DOI:10.1000/x"]);
  });

  test("pages a search", async () => {
    const { run, asked } = service((_, nth) =>
      JSON.stringify({ data: [{ paperId: String(nth), title: "T" }], ...(nth < 3 && { next: nth * 100 }) }),
    );
    expect(await run("semantic-scholar", { search: "norm" })).toHaveLength(2);
    expect(asked.map(({ url }) => url.searchParams.get("offset"))).toEqual(["0", "100"]);
  });
});

describe("OpenAlex", () => {
  const page = (next: string | null) =>
    JSON.stringify({
      meta: { next_cursor: next },
      results: [{ id: "https://openalex.org/W1", title: "T", doi: "10.1000/x" }],
    });

  test("is asked with the key, which no report shows", async () => {
    const { run, asked } = service(({ url }) => page(url.searchParams.get("cursor") === "*" ? "c2" : null));
    const batches = await run("openalex", { search: "norm" }, { keys: { openAlex: "secret" } });
    expect(asked.map(({ url }) => [url.searchParams.get("cursor"), url.searchParams.get("api_key")])).toEqual([
      ["*", "secret"],
      ["c2", "secret"],
    ]);
    expect(JSON.stringify(batches)).not.toContain("secret");
  });

  test("knows arXiv's papers by arXiv's DOIs", async () => {
    const { run, asked } = service(() => page(null));
    await run("openalex", { ids: ["2401.00001", "10.1000/X"] });
    expect(asked[0].url.searchParams.get("filter")).toBe("doi:10.48550/arxiv.2401.00001|10.1000/x");
  });
});

describe("Crossref", () => {
  const work = (doi: string) => JSON.stringify({ message: { DOI: doi, title: ["T"] } });

  test("is asked for one DOI at a time; a missing one does not stop the others", async () => {
    const { run, asked } = service(({ url }) =>
      url.pathname.endsWith("gone")
        ? { error: new FetchError("HTTP 404", { kind: "http", url: "u", status: 404 }) }
        : work("10.1000/here"),
    );
    const batches = await run(
      "crossref",
      { ids: ["10.1000/gone", "2401.00001", "10.1000/here"] },
      { keys: { crossrefMailto: "me@papers.example" } },
    );
    expect(ids(batches)).toEqual(["10.1000/here"]);
    expect(batches.flatMap(({ rejected }) => rejected.map(({ reason }) => reason))).toEqual([
      "Crossref has no work of that DOI",
      "arXiv's own papers are not registered with Crossref",
    ]);
    expect(asked[0].url.href).toBe("https://api.crossref.org/works/10.1000%2Fgone?mailto=me%40papers.example");
  });

  test("pages a search until it has enough, or an empty page comes", async () => {
    const items = (n: number) =>
      JSON.stringify({
        message: {
          items: Array.from({ length: n }, () => ({ DOI: "10.1000/x", title: ["T"] })),
          "next-cursor": "same",
        },
      });
    const enough = service(() => items(100));
    expect(ids(await enough.run("crossref", { search: "norm", max: 200 }))).toHaveLength(200);
    const short = service((_, nth) => items(nth === 1 ? 40 : 0));
    expect(ids(await short.run("crossref", { search: "norm", max: 200 }))).toHaveLength(40);
  });
});

describe("any source", () => {
  test.each(Object.keys(services) as ServiceName[])(
    "%s answered by a web page gives one failed batch",
    async (name) => {
      const requests: ServiceRequests = {
        "arxiv-search": { query: "x" },
        "arxiv-ids": { ids: ["2401.00001"] },
        "arxiv-feed": { categories: ["cs.LG"] },
        "arxiv-oai": {},
        "hf-daily": { date: "2026-11-20" },
        "semantic-scholar": { ids: ["2401.00001"] },
        openalex: { search: "x" },
        crossref: { ids: ["10.1000/x"] },
      };
      const batches = await service(() => "<!doctype html><title>Sign in</title>").run(name, requests[name]);
      expect(batches).toHaveLength(1);
      expect(batches[0].failure).toContain('the answer is a web page ("Sign in")');
      expect(batches[0].cursor).not.toBeNull();
    },
  );

  test("a request that makes no sense is refused before anything is sent", async () => {
    const { run, asked } = service(() => "");
    await expect(run("arxiv-search", { query: " " })).rejects.toThrow(ServiceRequestError);
    await expect(run("arxiv-feed", { categories: ["../x"] })).rejects.toThrow("invalid arXiv category: ../x");
    await expect(run("arxiv-oai", { set: "a b" })).rejects.toThrow(ServiceRequestError);
    await expect(run("arxiv-oai", { from: "yesterday" })).rejects.toThrow(ServiceRequestError);
    await expect(run("openalex", {})).rejects.toThrow("either ids or a search");
    await expect(run("crossref", { search: "x", max: 0 })).rejects.toThrow("invalid max: 0");
    await expect(run("arxiv-search", { query: "x" }, { cursor: "abc" })).rejects.toThrow("invalid cursor");
    await expect(run("nowhere" as ServiceName, {} as never)).rejects.toThrow("no service nowhere");
    expect(asked).toEqual([]);
  });
});
