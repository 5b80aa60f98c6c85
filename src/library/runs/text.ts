/** Text inside a run record: no control characters, no halves of characters. It is told or cut, never rewritten. */

/** Control characters but tab and line feed, and surrogates that stand alone. */
const unclean = /(?![\t\n])[\p{Cc}\p{Cs}]/u;
const allUnclean = new RegExp(unclean, "gu");

export const isCleanText = (text: string): boolean => !unclean.test(text);

/** The same text without what cannot be stored. */
export const dropUnclean = (text: string): string => text.replace(/\r\n?/g, "\n").replace(allUnclean, "");
