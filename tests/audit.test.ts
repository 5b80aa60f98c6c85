import { describe, expect, test } from "vitest";
import { readAudit } from "../scripts/audit.js";

const advisory = { source: 1, title: "Reads any file", url: "https://github.com/advisories/GHSA-x", severity: "high" };
const finding = { name: "leaky", severity: "high", range: "<2.0.0", via: [advisory], fixAvailable: true as unknown };
const report = (...findings: object[]) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(findings.map((one) => [(one as { name: string }).name, one])),
  });

describe("an audit of the dependencies", () => {
  test("passes where nothing is known", () => {
    expect(readAudit(report())).toEqual({ passed: true, lines: ["no advisory of severity high or critical"] });
  });
  test.each(["high", "critical"])("fails at %s, with the package, the advisory and what to do", (severity) => {
    const { passed, lines } = readAudit(report({ ...finding, severity }));
    expect(passed).toBe(false);
    expect(lines).toEqual([
      `${severity}: leaky <2.0.0`,
      "  Reads any file (https://github.com/advisories/GHSA-x)",
      "  run npm update leaky, then npm test",
    ]);
  });
  test.each(["low", "moderate"])("passes at %s", (severity) => {
    expect(readAudit(report({ ...finding, severity })).passed).toBe(true);
  });
  test("says which of our own packages has to change, and when that is a step", () => {
    const fixAvailable = { name: "outer", version: "3.0.0", isSemVerMajor: true };
    const { lines } = readAudit(report({ ...finding, via: ["inner"], fixAvailable }));
    expect(lines.slice(1)).toEqual([
      "  through inner",
      "  set outer to 3.0.0 in package.json, a new major version: read its notes",
    ]);
  });
  test("says what is left where nobody has mended it", () => {
    expect(readAudit(report({ ...finding, fixAvailable: false })).lines.at(-1)).toContain('"overrides"');
  });
  test.each([
    ["a registry without the endpoint", '{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":""}}'],
    ["one that fails", '{"message":"503 Service Unavailable","error":{"summary":"503 Service Unavailable"}}'],
    ["a machine that is offline", '{"error":{"code":"ENOTFOUND","summary":""}}'],
    ["no answer at all", ""],
    ["an answer that is no report", "null"],
  ])("passes with %s, and says loudly that nothing was audited", (_, output) => {
    const { passed, lines } = readAudit(output);
    expect(passed).toBe(true);
    expect(lines[0]).toMatch(/^NOT AUDITED/);
    expect(lines[1].trim()).not.toBe("");
  });
});
