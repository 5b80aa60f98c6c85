/** E-mail addresses: what we take for one, and how two are compared. */
import { domainToASCII } from "node:url";

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * The address in a text, with its domain in ASCII, or null. Only the form that people use: no quotes, comments, names or
 * lists, so nothing in it can end a header or begin another.
 */
export function parseAddress(text: string): string | null {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  const name = trimmed.slice(0, at);
  const host = domainToASCII(trimmed.slice(at + 1)).toLowerCase();
  const fits = at > 0 && name.length <= 64 && local.test(name) && domain.test(host) && name.length + host.length <= 253;
  return fits ? `${name}@${host}` : null;
}

/** What two addresses are compared by. Strictly the part before the @ may be case-sensitive; nowhere is it. */
export const addressKey = (address: string): string => address.toLowerCase();
