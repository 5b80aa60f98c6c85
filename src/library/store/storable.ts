/** Text in a form that a database can hold. */

/** Halves of surrogate pairs become the replacement character: no encoding can hold them. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, "\ufffd");

/** Text that a database takes: no NUL, no halves of surrogate pairs. */
export const storable = (text: string): string => wellFormed(text.includes("\0") ? text.replaceAll("\0", "") : text);
