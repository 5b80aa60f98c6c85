/** What somebody writes who wants a page to run it: into markup, attributes, addresses, Markdown, TeX, and the data inside of scripts. */

/** Runs as `window.__xss = 1`. */
export const payloads: readonly string[] = [
  `<script>window.__xss=1</script>`,
  `"><img src=x onerror="window.__xss=1">`,
  `'><svg onload='window.__xss=1'>`,
  `</script><script>window.__xss=1</script>`,
  `</title></textarea></style><img src=x onerror=window.__xss=1>`,
  `" autofocus onfocus="window.__xss=1" x="`,
  `javascript:window.__xss=1//`,
  `<a href="javascript:window.__xss=1">x</a>`,
  `[x](javascript:window.__xss=1) [x](&#106;avascript:window.__xss=1) <javascript:window.__xss=1>`,
  `[x](https://example.org/"onmouseover="window.__xss=1) ![x](x"onerror="window.__xss=1)`,
  `[x][r] [r]: javascript:window.__xss=1 "x"`,
  `$\\href{javascript:window.__xss=1}{x}$ $\\url{javascript:window.__xss=1}$`,
  `$\\htmlData{x="onclick=window.__xss=1}{x}$ $\\includegraphics{x}$ $\\text{<img src=x onerror=window.__xss=1>}$`,
  `<math><mtext><table><mglyph><style><img src=x onerror=window.__xss=1></style></table></mtext></math>`,
  `<iframe srcdoc="<script>parent.__xss=1</script>"></iframe><object data="javascript:window.__xss=1"></object>`,
  `<form action="javascript:window.__xss=1"><button formaction="javascript:window.__xss=1">x</button></form>`,
  `<!--<script>window.__xss=1</script>--><base href="https://evil.example/"><meta http-equiv=refresh content=0>`,
  `{{constructor.constructor('window.__xss=1')()}} \${window.__xss=1} {@html window.__xss=1}`,
  `]]><script xmlns="http://www.w3.org/1999/xhtml">window.__xss=1</script>`,
];
/** For fields that hold a few words. */
export const [, short] = payloads;
/** For fields that hold a text. */
export const all = payloads.join("\n\n");

/** What of a payload has become part of a page, as far as it can be seen in its document; run inside of the page. */
export function effects(): string[] {
  const found: string[] = "__xss" in window ? ["it ran"] : [];
  for (const element of document.querySelectorAll("*")) {
    const where = element.outerHTML.slice(0, 120);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${name} on ${where}`);
      if (
        /^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(name) &&
        /^\s*(javascript|vbscript|data:text)/i.test(value)
      )
        found.push(`${name}=${value.slice(0, 60)} on ${where}`);
    }
    // What is no program runs nowhere: a paper's page tells search engines its facts as JSON.
    if (
      element instanceof HTMLScriptElement &&
      element.type !== "application/ld+json" &&
      element.nonce === "" &&
      !element.src.startsWith(location.origin)
    )
      found.push(`a script: ${where}`);
    if (/^(object|embed|mglyph)$/i.test(element.localName)) found.push(where);
    if (element.matches('base[href], img[src="x"], meta[http-equiv="refresh" i], iframe[srcdoc]')) found.push(where);
  }
  return found;
}
