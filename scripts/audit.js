/** What `npm audit --json` found, in words: which packages to change and why, or why nothing could be found out. Pure; test.js runs npm. */

const grave = new Set(["high", "critical"]);

/**
 * @param output what npm wrote to standard output: a report, an error as JSON, or nothing that can be read.
 * @returns whether the dependencies passed, and the lines to print.
 */
export function readAudit(output) {
  const report = parse(output);
  const found = report?.vulnerabilities;
  if (typeof found !== "object" || found === null) return { passed: true, lines: unaudited(report) };
  const findings = Object.values(found).filter(({ severity }) => grave.has(severity));
  if (findings.length === 0) return { passed: true, lines: ["no advisory of severity high or critical"] };
  return { passed: false, lines: findings.flatMap(describe) };
}

function parse(output) {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

/** A mirror without the endpoint (404, 405, 410), one that fails, a machine that is offline: no reason to stop, and none to keep quiet. */
const unaudited = (report) => [
  "NOT AUDITED: this registry could not say which dependencies have known flaws",
  `  ${report?.error?.summary || report?.message || report?.error?.code || "npm audit gave no report; is this machine offline?"}`,
  "  to audit them, run npm audit --omit=dev where registry.npmjs.org can be reached",
];

function describe({ name, severity, range, via = [], fixAvailable }) {
  const advisories = via.filter((one) => typeof one === "object");
  const through = via.filter((one) => typeof one === "string");
  return [
    `${severity}: ${name} ${range}`,
    ...advisories.map(({ title, url }) => `  ${title} (${url})`),
    ...(through.length > 0 ? [`  through ${through.join(", ")}`] : []),
    `  ${remedy(name, fixAvailable)}`,
  ];
}

/** npm says true where a new lockfile is enough, and names a package where one of ours has to change. */
function remedy(name, fix) {
  if (fix === true) return `run npm update ${name}, then npm test`;
  if (typeof fix === "object" && fix !== null)
    return `set ${fix.name} to ${fix.version} in package.json${fix.isSemVerMajor ? ", a new major version: read its notes" : ""}`;
  return `no release is free of it: set ${name} under "overrides" in package.json, or do without what needs it`;
}
