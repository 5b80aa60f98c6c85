/** Says to the server that a reader is here. Without a script there is a button for it; a page that is only fetched says nothing. */
export function sayReading(seen: readonly string[] = []): void {
  void fetch("/api/reading", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ seen }),
    keepalive: true,
  }).catch(() => {
    // Offline, or gone already: the next page says it again.
  });
}
