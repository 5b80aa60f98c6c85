/** E-mail addresses: what we take for one, and how two are compared. */
import { domainToASCII } from "node:url";

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** Whatever ASCII has no place in a name: what reads addresses of the web would take it for the end of one, or for an escape. */
const notInName = /[^\P{ASCII}A-Za-z0-9.-]/u;
/** Shown nowhere, and copied along with what is: joiners, marks of direction, soft hyphens. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The address in a text, or null: the one spelling of all that mean the same mailbox. Full-width and other compatible characters are what
 * they stand for (NFKC), what is not seen is gone, the domain is in ASCII (IDNA) and in lower case. Only the form that people use: no
 * quotes, comments, names or lists, so nothing in it can end a header or begin another.
 */
export function parseAddress(text: string): string | null {
  const plain = text.normalize("NFKC").replace(unseen, "").trim();
  const at = plain.lastIndexOf("@");
  const [name, host] = [plain.slice(0, at), plain.slice(at + 1)];
  const ascii = notInName.test(host) ? "" : domainToASCII(host).toLowerCase();
  // What ends in a number is an address of the network, which mail writes otherwise.
  const fits = local.test(name) && domain.test(ascii) && !/(^|\.)\d+$/.test(ascii);
  return at > 0 && fits && name.length <= 64 && name.length + ascii.length <= 253 ? `${name}@${ascii}` : null;
}

/** What two addresses are compared by. Strictly the part before the @ may be case-sensitive; nowhere is it. */
export const addressKey = (address: string): string => address.toLowerCase();

/** Whose post it is, as far as one can tell: what is counted where mail goes to an address. Mail to "ann+lists@" comes to "ann@". */
export const mailboxKey = (address: string): string => addressKey(address).replace(/^([^+@]+)\+[^@]*@/, "$1@");
