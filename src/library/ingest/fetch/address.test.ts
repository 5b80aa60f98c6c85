import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress, publicAddresses } from "./address.ts";

test.each([
  "8.8.8.8",
  "151.101.3.42",
  "172.32.0.1",
  "100.128.0.1",
  "2606:4700::1111",
  "2a00:1450:4001::1",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["0.0.0.0", "this host"],
  ["10.1.2.3", "private"],
  ["100.64.0.1", "carrier"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["169.254.169.254", "link-local, where clouds keep their keys"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.0.1", "private"],
  ["198.18.0.1", "benchmarks"],
  ["224.0.0.1", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "mapped loopback"],
  ["::ffff:7f00:1", "mapped loopback in hexadecimal"],
  ["::ffff:a9fe:a9fe", "mapped link-local"],
  ["0:0:0:0:0:ffff:10.0.0.1", "mapped private, written out"],
  ["::127.0.0.1", "compatible loopback"],
  ["64:ff9b::7f00:1", "NAT64 of loopback"],
  ["64:ff9b:1::1", "local NAT64"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local with a zone"],
  ["fc00::1", "unique local"],
  ["fd12:3456::1", "unique local"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["2001:db8::1", "documentation"],
  ["2001::1", "Teredo"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["example.org", "a name"],
  ["", "nothing"],
])("%s is not public: %s", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test("an IPv4 address is public in its mapped form exactly when it is in its own", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
    }),
  );
});

describe("a host", () => {
  const resolve =
    (...addresses: string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? (6 as const) : (4 as const) }));
  const of = (url: string, ...addresses: string[]) => publicAddresses(new URL(url), { resolve: resolve(...addresses) });

  test("is known by the addresses it has", async () => {
    expect(await of("https://example.org", "8.8.8.8", "2606:4700::1111")).toEqual([
      { address: "8.8.8.8", family: 4 },
      { address: "2606:4700::1111", family: 6 },
    ]);
  });

  test("is refused when a single one of its addresses is private", async () => {
    await expect(of("https://example.org", "8.8.8.8", "10.0.0.1")).rejects.toMatchObject({
      kind: "private-address",
      message: "example.org leads to 10.0.0.1, which is not a public address (https://example.org/)",
    });
  });

  test.each([
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://0/",
    "http://169.254.169.254/latest/meta-data",
    "http://１２７.０.０.１/",
  ])("written as the number %s is refused without asking for a name", async (url) => {
    await expect(publicAddresses(new URL(url), { resolve: async () => expect.fail() })).rejects.toMatchObject({
      kind: "private-address",
    });
  });

  test("without an address, or unknown, is a network error", async () => {
    await expect(of("https://example.org")).rejects.toMatchObject({ kind: "network" });
    const unknown = publicAddresses(new URL("https://example.org"), {
      resolve: () => Promise.reject(new Error("ENOTFOUND")),
    });
    await expect(unknown).rejects.toMatchObject({ kind: "network" });
  });
});
