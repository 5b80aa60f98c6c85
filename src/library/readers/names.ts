/** Names that people give themselves and their things. */
import { LibraryError } from "../errors.ts";

const longest = 60;
/** Control characters, and those that turn the direction of what follows. */
// eslint-disable-next-line no-control-regex
const unseen = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** The name without spaces around it. @throws LibraryError INVALID_NAME. */
export function checkedName(text: string): string {
  const name = text.trim().replaceAll(/ +/g, " ");
  if (name === "" || [...name].length > longest || unseen.test(name) || !name.isWellFormed())
    throw new LibraryError("INVALID_NAME", `a name has 1 to ${longest} characters, all of them visible`);
  return name;
}

/** What a new account is called until its owner says otherwise. */
export const nameFrom = (email: string): string => email.slice(0, email.indexOf("@")).slice(0, longest);
