import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

test.each([
  ["an IPv4 address", "203.0.113.9", "203.0.113.9"],
  ["one written as IPv6", "::ffff:203.0.113.9", "203.0.113.9"],
  ["one written as IPv6 in hex", "::FFFF:cb00:7109", "203.0.113.9"],
  ["one written as IPv6 at length", "0:0:0:0:0:ffff:203.0.113.9", "203.0.113.9"],
  ["an IPv6 address", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["its neighbour in the same network", "2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
  ["one of another network", "2001:db8:1:3::1", "2001:db8:1:3::/64"],
  ["one with an interface", "fe80::1%eth0", "fe80:0:0:0::/64"],
  ["one that ends as IPv4", "64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ["loopback", "::1", "0:0:0:0::/64"],
])("the network of %s", (_, address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each(["", "unknown", "1:2:3", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8"])(
  "what is no address, %j, is a network of its own",
  (text) => expect(networkOf(text)).toBe(text),
);
