/** Where the masthead leads: to the day, the week or the month of the newest list. */
import { periodAround, periodPath, type PeriodKind } from "#library/words/period";
import { redirect } from "@sveltejs/kit";
import { context } from "../context.ts";

export async function toNewest(kind: PeriodKind): Promise<never> {
  const today = new Date().toISOString().slice(0, 10);
  const day = (await context().library.lists.latestDay(today)) ?? today;
  redirect(307, periodPath(periodAround(kind, day)));
}
