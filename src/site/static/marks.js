/* Votes, bookmarks and "not for me" without leaving the page. Their forms (lib/community/Marks.svelte) also work without this. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const [, paper, mark] =
    /^\/papers\/([^/?]+)\?\/(vote|bookmark|dismissal)$/.exec(form.getAttribute("action") ?? "") ?? [];
  if (paper === undefined) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const { on } = form.elements;
  try {
    const answer = await fetch(`/api/papers/${paper}/${mark}`, {
      method: on.value === "yes" ? "PUT" : "DELETE",
      headers: { "content-type": "application/json" },
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const { votes, voted, bookmarked, dismissed } = await answer.json();
    const marked = { vote: voted, bookmark: bookmarked, dismissal: dismissed }[mark];
    on.value = marked ? "no" : "yes";
    form.querySelector("button").setAttribute("aria-pressed", String(marked));
    if (mark === "vote") {
      // The text itself, not its element: a program of the page may hold on to it.
      form.querySelector("[data-number]").firstChild.data = String(votes);
      form.querySelector("[data-unit]").firstChild.data = `\u00a0${votes === 1 ? "vote" : "votes"}`;
    }
    delete form.dataset.busy;
  } catch {
    // Nobody is signed in, it was too often, the server is gone: the page that the form leads to says it.
    form.submit();
  }
});
