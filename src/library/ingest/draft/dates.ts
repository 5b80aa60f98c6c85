/** Dates as sources write them, read into YYYY-MM-DD, YYYY-MM or YYYY; never moved between time zones. */

/** The first printed journals are of 1665. */
const EARLIEST_YEAR = 1600;

/** A calendar date, or a month or a year where that is all there is; null when there is no such day. */
export function dateOf(year: number, month?: number | null, day?: number | null): string | null {
  if (!Number.isInteger(year) || year < 0 || year > 9999) return null;
  const yyyy = String(year).padStart(4, "0");
  if (month === undefined || month === null) return yyyy;
  if (!Number.isInteger(month) || month < 1 || month > 12) return null;
  const mm = String(month).padStart(2, "0");
  if (day === undefined || day === null) return `${yyyy}-${mm}`;
  if (!Number.isInteger(day) || day < 1 || day > daysIn(year, month)) return null;
  return `${yyyy}-${mm}-${String(day).padStart(2, "0")}`;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** The languages in which catalogues of references write months. */
const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl"];

/** Lower-case names, in full and as each language cuts them, without accents; a name of two months is of neither. */
const monthNames: ReadonlyMap<string, number> = (() => {
  const names = new Map<string, number | null>([["sept", 9]]);
  for (const language of LANGUAGES)
    for (const width of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(language, { month: width, day: "numeric", timeZone: "UTC" });
      for (let month = 1; month <= 12; month++) {
        const part = format.formatToParts(Date.UTC(2024, month - 1, 5)).find(({ type }) => type === "month")!.value;
        const name = plainWord(part);
        if (!/^[a-z]{3,12}$/.test(name)) continue;
        const known = names.get(name);
        if (known === undefined) names.set(name, month);
        // English comes first: "mar" is March, whatever it is elsewhere.
        else if (known !== month && language !== "en" && !isEnglish(name)) names.set(name, null);
      }
    }
  return new Map([...names].filter((entry): entry is [string, number] => entry[1] !== null));
})();

function isEnglish(name: string): boolean {
  return /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/.test(name);
}

function plainWord(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\.$/, "");
}

/** 1 to 12 for a month's name, in full or cut short, in English or one of its neighbours; null for anything else. */
export function monthNumber(name: string): number | null {
  const word = plainWord(name.trim());
  const found = monthNames.get(word);
  if (found !== undefined) return found;
  // "Febr.", "Septemb"
  for (const [known, month] of monthNames) if (word.length > 3 && known.startsWith(word)) return month;
  return null;
}

/**
 * Reads ISO 8601 (the day as written, whatever its zone), EDTF with its marks, ranges and seasons, "2026/11/23", "20261123",
 * RFC 822 ("Mon, 2 Apr 2007 19:18:42 GMT"), "Jun 24, 2024", "24 June 2024", "2016/Mar/03", "circa 2019" and "2024". Of a range
 * its beginning is read, of a season or anything else in words the year.
 */
export function readDate(text: string): string | null {
  const written = text
    .slice(0, 80)
    .trim()
    .replace(/^[[(©]+|[\])]+$/g, "")
    .replace(/[~?%]+(?=$|\/)/g, "")
    .trim();
  const numbers =
    // A range of years, with or without its end.
    /^(\d{4})(?:\/(?:\d{4}(?:\b.*)?|open|unknown|\.\.)?|\s*-\s*(?:\d{4})?|\s*(?:---?|–|—)\s*(?:\d{2,4})?)$/.exec(
      written,
    ) ??
    /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T /].*|--.*)?$/.exec(written) ??
    /^(\d{4})\/(\d{1,2})?(?:\/(\d{1,2})?)?(?:\/.*)?$/.exec(written) ??
    /^(\d{4})(\d{2})(\d{2})(?:T.*)?$/.exec(written) ??
    /^(\d{4})[ .](\d{1,2})[ .](\d{1,2})$/.exec(written) ??
    /^(\d{4})[a-z]?$/.exec(written);
  if (numbers) return numbered(Number(numbers[1]), integer(numbers[2]), integer(numbers[3]));
  // EDTF's unspecified digits: 2004-06-uu, 1999-XX
  const unspecified = /^(\d{4})(?:-(\d{2}|uu|xx)(?:-(?:uu|xx))?)$/i.exec(written);
  if (unspecified)
    return numbered(Number(unspecified[1]), /\d/.test(unspecified[2]) ? Number(unspecified[2]) : null, null);
  const dotted = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(written);
  if (dotted) return dayAndMonth(Number(dotted[3]), Number(dotted[1]), Number(dotted[2]), written.includes("."));
  return inWords(written);
}

/** Months 21 to 41 are EDTF's seasons, quarters and halves; 0 is no month at all. */
function numbered(year: number, month: number | null, day: number | null): string | null {
  if (month === null || month === 0 || (month >= 21 && month <= 41)) return dateOf(year);
  return dateOf(year, month, day === 0 ? null : day);
}

/** "24.12.2015"; with slashes only where one of the two can be no month. */
function dayAndMonth(year: number, first: number, second: number, dotted: boolean): string | null {
  if (dotted || first > 12) return dateOf(year, second, first);
  return second > 12 ? dateOf(year, first, second) : dateOf(year);
}

/** A year of four digits with a month and a day around it, in any order; more than one month, or a season, leaves the earliest. */
function inWords(written: string): string | null {
  if (/^[-yY]/.test(written)) return null;
  const year = /(?<!\d)(1[6-9]\d\d|20\d\d|21\d\d)(?:[a-z])?(?![\p{L}\d])/u.exec(written)?.[1];
  if (year === undefined) return null;
  const words = [...written.matchAll(/\p{L}{3,}/gu)];
  for (const word of words) {
    const month = monthNumber(word[0]);
    if (month === null) continue;
    const before = /(?<![\d:])(\d{1,2})(?:st|nd|rd|th|\.|º|er)?(?:\s+de)?[\s/-]*$/iu.exec(
      written.slice(0, word.index),
    )?.[1];
    const after = /^[.\s/-]{0,3}(\d{1,2})(?:st|nd|rd|th|\.)?(?![\d:])/i.exec(
      written.slice(word.index + word[0].length),
    )?.[1];
    return dateOf(Number(year), month, integer(before ?? after));
  }
  // "24 Foo 2024" is no date; what names a season or hedges ("circa") is a year.
  const rest = written.replace(/\d{4}[a-z]?/g, "");
  const known =
    /^(?:spring|summer|autumn|fall|winter|circa|ca|c|about|approx|before|after|published|online|print|copyright|first|and|in|press|forthcoming|early|late|mid|\P{L})*$/iu;
  return /\d/.test(rest) || !known.test(rest) ? null : year;
}

const integer = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits));

/** Whether a paper can be of that date: not before print, not after tomorrow (clocks differ by a day). */
export function isBelievable(date: string, asOf: string): boolean {
  return Number(date.slice(0, 4)) >= EARLIEST_YEAR && date <= dayAfter(asOf);
}

/** The day `days` after a day, both YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const dayAfter = (day: string): string => addDays(day, 1);
