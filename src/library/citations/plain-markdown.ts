/** Somebody's words within Markdown: its signs are no signs, and a line stays one line. */
export const plainMarkdown = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|~]/g, "\\$&");
