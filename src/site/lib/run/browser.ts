/** What a run says about the browser it ran in, and nothing more. */
import type { Machine } from "#lab/kit/index";

interface Brands {
  readonly userAgentData?: {
    readonly brands: readonly { brand: string; version: string }[];
    readonly platform: string;
  };
}

/** Threads a run may use: shared memory needs a cross-origin isolated page. */
export const threadsHere = (): number => (crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency || 1) : 1);

/** Name and major version of the browser, its number of cores, and the kind of system; a page is not told the processor. */
export function machineHere(): Machine {
  const { userAgentData } = navigator as Navigator & Brands;
  return {
    cpu: "not told by the browser",
    cores: navigator.hardwareConcurrency || 1,
    os: userAgentData?.platform || systemOf(navigator.userAgent),
    runtime: brandOf(userAgentData?.brands ?? []) ?? browserOf(navigator.userAgent),
  };
}

/** The most specific brand: "Google Chrome" rather than "Chromium"; made-up ones ("Not A Brand") left out. */
function brandOf(brands: readonly { brand: string; version: string }[]): string | null {
  const real = brands.filter(({ brand }) => !/not.*brand/i.test(brand));
  const best = real.find(({ brand }) => brand !== "Chromium") ?? real[0];
  return best ? `${best.brand} ${best.version}` : null;
}

/** "Firefox 140" from a user agent string. */
export function browserOf(userAgent: string): string {
  // The most specific name first: nearly all of them also claim to be Chrome.
  const found =
    /(Firefox|Edg|OPR)\/(\d+)/.exec(userAgent) ??
    /(Chrome)\/(\d+)/.exec(userAgent) ??
    /(Version)\/(\d+[.\d]*).*Safari/.exec(userAgent);
  if (found === null) return "unknown browser";
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", Version: "Safari" };
  return `${names[found[1]] ?? found[1]} ${found[2]}`;
}

/** "Linux" from a user agent string. */
export function systemOf(userAgent: string): string {
  return /(Android|iPhone|iPad|Windows|Mac OS X|CrOS|Linux)/.exec(userAgent)?.[1] ?? "unknown system";
}

/** A random UUID (version 4), also where `crypto.randomUUID` is kept from pages served without TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Milliseconds since 1970 as ISO 8601, UTC. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
