/** Which network addresses may be connected to: public ones only, so that no source can point us at our own network. */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { FetchError, shownUrl } from "./errors.ts";

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

/** IPv4 networks that are not the public internet (IANA special-purpose registry). */
const NOT_PUBLIC_V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;

/** Parts of 2000::/3 that are not: Teredo and its neighbours, documentation, 6to4 (which carries an IPv4 address). */
const NOT_PUBLIC_V6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const v4 = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_V4) v4.addSubnet(network, prefix, "ipv4");
const v6 = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_V6) v6.addSubnet(network, prefix, "ipv6");
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");
/** Prefixes whose last 32 bits are an IPv4 address: mapped, and NAT64. */
const carriers = new BlockList();
carriers.addSubnet("::ffff:0:0", 96, "ipv6");
carriers.addSubnet("64:ff9b::", 96, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address in any spelling is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  if (isIP(plain) === 4) return !v4.check(plain, "ipv4");
  if (isIP(plain) !== 6) return false;
  if (carriers.check(plain, "ipv6")) return isPublicAddress(embeddedV4(plain));
  return globalV6.check(plain, "ipv6") && !v6.check(plain, "ipv6");
}

export const isLoopback = (address: string): boolean =>
  isIP(address) === 4 ? loopback.check(address, "ipv4") : isIP(address) === 6 && loopback.check(address, "ipv6");

/** The IPv4 address in the last 32 bits, whether it is written as numbers or in hexadecimal. */
function embeddedV4(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted) return dotted;
  // The URL parser writes an IPv6 address in its one short form.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(":");
  const [high, low] = groups.slice(-2).map((group) => Number.parseInt(group || "0", 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })) as unknown as readonly Address[];

export interface AddressOptions {
  readonly resolve?: Resolve;
  /** Lets this machine's own addresses pass: for tests against a local server, and for nothing else. */
  readonly allowLoopback?: boolean;
}

/**
 * The addresses of a URL's host, every one of them checked. The connection has to be made to one of these and not to
 * the name, which may lead elsewhere a moment later. Throws FetchError: "private-address", "network".
 */
export async function publicAddresses(
  url: URL,
  { resolve = systemResolve, allowLoopback = false }: AddressOptions = {},
): Promise<readonly Address[]> {
  // The URL parser has already turned 0x7f000001, 2130706433 and 127.1 into 127.0.0.1.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  const addresses = family === 0 ? await resolved(url, host, resolve) : [{ address: host, family: family as 4 | 6 }];
  for (const { address } of addresses) {
    if (isPublicAddress(address) || (allowLoopback && isLoopback(address))) continue;
    throw new FetchError(`${host} leads to ${address}, which is not a public address`, {
      kind: "private-address",
      url: shownUrl(url),
    });
  }
  return addresses;
}

async function resolved(url: URL, host: string, resolve: Resolve): Promise<readonly Address[]> {
  let addresses: readonly Address[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    throw new FetchError(`the name ${host} cannot be resolved`, { kind: "network", url: shownUrl(url) }, error);
  }
  if (addresses.length > 0) return addresses;
  throw new FetchError(`the name ${host} has no address`, { kind: "network", url: shownUrl(url) });
}
