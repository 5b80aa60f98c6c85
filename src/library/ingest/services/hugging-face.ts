/** Hugging Face's daily papers: a day, an ISO week or a month. */
import { parseHfDaily } from "../formats/hf-daily.ts";
import { batchOf, get, ServiceRequestError, type Access, type Batch } from "./batch.ts";

const API = "https://huggingface.co/api/daily_papers";
const PAGE = 100;

/** One of the three. */
export interface HfDailyRequest {
  /** YYYY-MM-DD */
  readonly date?: string;
  /** YYYY-Www; years can have a week 53. */
  readonly week?: string;
  /** YYYY-MM */
  readonly month?: string;
}

const PERIODS = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  week: /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/,
  month: /^\d{4}-(?:0[1-9]|1[0-2])$/,
};

/** All papers of a period. The next page is where the Link header says; it has to be of the same service. */
export async function* fetchHfDaily(request: HfDailyRequest, access: Access): AsyncGenerator<Batch> {
  const [period, value] = periodOf(request);
  const first = new URL(API);
  first.searchParams.set(period, value);
  first.searchParams.set("limit", String(PAGE));

  const seen = new Set<string>();
  for (let url: URL | null = access.cursor ? pageUrl(access.cursor) : first; url !== null;) {
    seen.add(url.href);
    const answer = await get(access, url);
    const page = parseHfDaily(answer.text(), access.context);
    const link = nextLink(answer.headers.link);
    const next: URL | null = link === null || page.drafts.length === 0 ? null : pageUrl(new URL(link, url).href);
    const again = next !== null && seen.has(next.href);
    yield batchOf(page, url, url.href, again ? null : (next?.href ?? null));
    if (page.failure !== undefined || again) return;
    url = next;
  }
}

function periodOf(request: HfDailyRequest): [period: keyof typeof PERIODS, value: string] {
  const given = Object.entries(request).filter(([, value]) => value !== undefined) as [keyof typeof PERIODS, string][];
  if (given.length !== 1) throw new ServiceRequestError("daily papers are asked for by one of date, week, month");
  const [period, value] = given[0];
  if (!PERIODS[period]?.test(value)) throw new ServiceRequestError(`invalid ${period}: ${value.slice(0, 60)}`);
  return [period, value];
}

function pageUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.href.startsWith(`${API}?`)) return url;
  throw new ServiceRequestError(`the next page is not one of ${API}: ${address.slice(0, 100)}`);
}

/** The address a Link header gives for rel="next". */
export function nextLink(header: string | undefined): string | null {
  return /<([^<>]{1,2000})>\s*;[^,<]*\brel="?next"?/i.exec(header ?? "")?.[1] ?? null;
}
