/** The people of a BibTeX value: parted by "and" outside of braces, each with or without commas, or in BibLaTeX's named parts. */
import { joinName, readingOrder } from "../draft/names.ts";
import { valueText } from "../text/tex.ts";
import { decodeHtml } from "../wire/markup.ts";

/** Names in reading order, as they stand in the value; "others" and "et al." are still among them. */
export function bibtexNames(value: string): string[] {
  const text = `${decodeHtml(value.replace(/\s+/g, " "))} `;
  return splitOutside(text, / and |;/giy)
    .flatMap(ampersands)
    .flatMap((name) => commas(name.trim()))
    .filter((name) => name !== "" && !option.test(name))
    .map(readName);
}

/** Pieces of a text between separators that stand in no braces. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "{") depth++;
    else if (character === "}") depth = Math.max(0, depth - 1);
    else if (depth === 0 && (character === " " || character === ";" || character === ",")) {
      separator.lastIndex = at;
      const found = separator.exec(text);
      if (found === null) continue;
      parts.push(text.slice(start, at));
      start = at + found[0].length;
      // The space behind one "and" may be the space before the next.
      at = start - 1 - (found[0].endsWith(" ") && found[0].length > 1 ? 1 : 0);
      start = Math.max(start, at + 1);
    }
  }
  return [...parts, text.slice(start)];
}

/** "Ito, Ken \& Roe, Jo" are two people; "Simon \& Schuster" is one name. */
function ampersands(name: string): string[] {
  if (!name.includes("&")) return [name];
  const both = name.split(/ \\?& /);
  return both.every((part) => /^[^,{}]+,[^,{}]+$/.test(part)) ? both : [name];
}

/** Four and more pieces between commas are a list of people: "Ito, K., Roe, J." in pairs, "K. Ito, J. Roe, ..." one by one. */
function commas(name: string): string[] {
  const parts = splitOutside(name, /,/gy).map((part) => part.trim());
  if (parts.length < 4 || extended.test(name) || parts.some((part) => part === "")) return [name];
  const initials = (part: string): boolean => /^(?:\p{Lu}\.?[ -]?){1,4}$/u.test(part);
  if (parts.length % 2 === 0 && parts.every((part, at) => initials(part) === (at % 2 === 1)))
    return parts.flatMap((part, at) => (at % 2 === 0 ? [`${part}, ${parts[at + 1]}`] : []));
  return parts.every((part) => /^\p{Lu}[^ ]* .*\p{L}{2}/u.test(part)) ? parts : [name];
}

/** BibLaTeX's options for a whole list, which stand among the names: "useprefix=false" */
const option = /^(?:useprefix|nosortothers|uniquelist|uniquename|no\w+others|sortingnamekeytemplatename)=\w*$/i;

/** BibLaTeX: "family=Meer, given=Ilse, prefix=van der, useprefix=true" */
const extended = /^\s*"?(?:family|given|prefix|suffix|useprefix|id|hash)(?:-i)?\s*=/i;

function readName(name: string): string {
  const inner = isOneGroup(name) ? name.slice(1, -1) : name;
  if (extended.test(inner)) return extendedName(inner);
  // All of it in braces: the name of a group, whose commas are its own.
  if (inner !== name) return plain(name);
  return readingOrder(splitOutside(name, /,/gy).map(plain).join(","));
}

function extendedName(name: string): string {
  const parts: Record<string, string> = {};
  // Some programs forget the commas between the parts.
  const pieces = splitOutside(name, /,|\s+(?=(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=)/giy);
  for (const piece of pieces) {
    const [, key, value] = /^\s*"?([a-z-]+)\s*=\s*(.*?)"?\s*$/is.exec(piece) ?? [];
    if (key !== undefined) parts[key.toLowerCase()] ??= plain(value);
  }
  const { given, prefix, family, suffix } = parts;
  return joinName({ given, particle: prefix, family, suffix }) ?? plain(name);
}

function isOneGroup(name: string): boolean {
  if (!name.startsWith("{") || !name.endsWith("}")) return false;
  let depth = 0;
  for (let at = 0; at < name.length - 1; at++) {
    if (name[at] === "\\") at++;
    else if (name[at] === "{") depth++;
    else if (name[at] === "}" && --depth === 0) return false;
  }
  return depth === 1;
}

const plain = (part: string): string => valueText(part).text.replace(/\s+/g, " ").trim();
