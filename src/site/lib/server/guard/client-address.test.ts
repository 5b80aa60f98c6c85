import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test("is what the connection or the proxy says", () => {
  expect(clientAddress({ getClientAddress: () => " 203.0.113.9 " })).toBe("203.0.113.9");
});

test.each([
  [
    "the header is missing",
    () => {
      throw new Error("Address header was specified with ADDRESS_HEADER=x-real-ip but is absent from request");
    },
  ],
  ["the header is empty", () => " "],
  ["the connection is gone", () => undefined as unknown as string],
])("is refused with what to do where %s", (_, getClientAddress) => {
  expect(() => clientAddress({ getClientAddress })).toThrow(
    expect.objectContaining({
      status: 400,
      code: "NO_CLIENT_ADDRESS",
      message: expect.stringContaining("ADDRESS_HEADER") as string,
    }),
  );
});
