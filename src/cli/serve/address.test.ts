import { expect, test } from "vitest";
import { addressForPeople, addressForPrograms, isPublic } from "./address.ts";

test.each([
  ["127.0.0.1", "http://localhost:80", "http://127.0.0.1:80", false],
  ["::1", "http://localhost:80", "http://[::1]:80", false],
  ["0.0.0.0", "http://localhost:80", "http://127.0.0.1:80", true],
  ["::", "http://localhost:80", "http://[::1]:80", true],
  ["192.168.1.5", "http://192.168.1.5:80", "http://192.168.1.5:80", true],
  ["fd00::5", "http://[fd00::5]:80", "http://[fd00::5]:80", true],
])("a server on %s is at %s for people and at %s for programs", (host, people, programs, open) => {
  expect(addressForPeople(host, 80)).toBe(people);
  expect(addressForPrograms(host, 80)).toBe(programs);
  expect(isPublic(host)).toBe(open);
});
