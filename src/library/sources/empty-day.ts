/** Why a day has no papers, source by source. */
import { services } from "../ingest/services/services.ts";
import { newYorkDay } from "../ingest/calendar/zone.ts";
import { addDays } from "../ingest/draft/dates.ts";
import type { Db } from "../store/database.ts";
import { runsSince } from "./runs.ts";
import { followed } from "./settings.ts";
import type { SourceDay } from "./source.ts";
import { dayOf, sourceNames } from "./status.ts";

export interface EmptyDay {
  /** "future": it has not come. "unfollowed": no source with daily lists is on, or none was on that day. "quiet": the reasons say why. */
  readonly why: "future" | "unfollowed" | "quiet";
  readonly reasons: readonly (SourceDay & { readonly source: string; readonly title: string })[];
}

/** See `Sources.explain`. */
export async function explainDay(db: Db, day: string, now: Date): Promise<EmptyDay> {
  if (day > addDays(newYorkDay(now), 1)) return { why: "future", reasons: [] };
  const settings = await followed(db);
  const daily = sourceNames.filter((source) => services[source].calendar !== null && settings.get(source)?.on === true);
  const rows = (await runsSince(db, daily, day)).filter((row) => row.day === day);
  const asked = daily.filter(
    (source) => newYorkDay(settings.get(source)!.since) <= day || rows.some((row) => row.source === source),
  );
  if (asked.length === 0) return { why: "unfollowed", reasons: [] };
  return {
    why: "quiet",
    reasons: asked.map((source) => {
      const mine = rows.filter((row) => row.source === source);
      return { source, title: services[source].title, ...dayOf(source, day, mine, now) };
    }),
  };
}
