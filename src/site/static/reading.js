/* Says that a reader is here, on a page that comes without a program; the others do it in lib/reading.ts. */
fetch("/api/reading", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: "{}",
  keepalive: true,
}).catch(() => {
  // Offline, or gone already: the next page says it again.
});
