/** What a store promises of what it has acknowledged, in one sentence; the README says the same. */
export function saysOfDurability(kind: "pglite" | "postgres", durable: boolean): string {
  if (kind === "postgres") return "What is acknowledged is on the server's disk, as its own settings have it.";
  return durable
    ? "What is acknowledged is on this machine's disk: neither a crash nor a power cut takes it."
    : "A crash of papertape loses nothing that was acknowledged; a power cut, or a crash of the machine, at most the last second.";
}
