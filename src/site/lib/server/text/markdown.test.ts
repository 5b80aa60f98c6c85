import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readersHtml } from "./markdown.ts";

describe("what comments are made of", () => {
  test.each([
    ["*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n"],
    ["one\ntwo\n\nthree", "<p>one<br />two</p>\n<p>three</p>\n"],
    [
      "> said\n\n- a\n- b\n\n3. c",
      '<blockquote>\n<p>said</p>\n</blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start="3">\n<li>c</li>\n</ol>\n',
    ],
    ["```ts\nif (a < b) {}\n```", "<pre><code>if (a &lt; b) {}\n</code></pre>\n"],
    ["# Title", "<p><strong>Title</strong></p>\n"],
    ["@ada 5 < 6 & 7 > 3", "<p>@ada 5 &lt; 6 &amp; 7 &gt; 3</p>\n"],
    ["| a | b |\n|---|---|", "<p>| a | b |<br />|---|---|</p>\n"],
  ])("%j", (markdown, html) => {
    expect(readersHtml(markdown)).toBe(html);
  });

  const link = (href: string, text: string) => `<p><a href="${href}" rel="nofollow ugc noopener">${text}</a></p>\n`;
  test.each([
    ["[a](https://example.org/x?y=1&z=2)", link("https://example.org/x?y=1&amp;z=2", "a")],
    ["https://example.org/x", link("https://example.org/x", "https://example.org/x")],
    ["<mailto:a@example.org>", link("mailto:a@example.org", "mailto:a@example.org")],
    ["![a picture](https://example.org/x.png)", link("https://example.org/x.png", "a picture")],
    ["![](https://example.org/x.png)", link("https://example.org/x.png", "picture")],
  ])("%s links, and tells nobody that we sent the reader", (markdown, html) => {
    expect(readersHtml(markdown)).toBe(html);
  });
});

const payloads = [
  "<script>alert(1)</script>",
  "<ScRiPt>alert(1)</sCrIpT>",
  "<<script>script>alert(1)<</script>/script>",
  "<script\n>alert(1)</script\n>",
  "<img src=x onerror=alert(1)>",
  "<img src=x onerror=alert(1)//",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x></svg>",
  "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<a href='https://example.org' onclick=alert(1) style=position:fixed>x</a>",
  "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
  "<style>*{background:url(//evil.example)}</style><link rel=stylesheet href=//evil.example>",
  "<details open ontoggle=alert(1)><input autofocus onfocus=alert(1)>",
  "<template><script>alert(1)</script></template><textarea></textarea><plaintext>",
  "<!--><script>alert(1)</script>-->",
  "<![CDATA[<script>alert(1)</script>]]><?php echo 1 ?><!DOCTYPE x>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\nscript:alert(1))",
  "[x](java&#10;script:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](&#x6A;&#x61;vascript&colon;alert(1))",
  "[x](javascript&Tab;:alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x]( javascript:alert(1))",
  "[x](<javascript:alert(1)>)",
  "[x](vbscript:msgbox(1)) [x](data:text/html,<script>alert(1)</script>) [x](data:image/svg+xml;base64,PHN2Zy8+)",
  "[x](file:///etc/passwd) [x](blob:https://a/b) [x](filesystem:x) [x](about:blank) [x](view-source:x) [x](intent://x)",
  "[x](//evil.example) [x](\\\\evil.example) [x](/\\evil.example) [x](/admin) [x](#content) [x](?/vote)",
  "[x](https://user:password@evil.example)",
  '[x](https://example.org/"onmouseover="alert(1))',
  '[x](https://example.org/ "title" onmouseover=alert(1))',
  "[x](https://example.org 'a\" onmouseover=\"alert(1)')",
  "[<img src=x onerror=alert(1)>](https://example.org)",
  "[[x](javascript:alert(1))](https://example.org)",
  "[a![b](javascript:alert(1))c](https://example.org)",
  "![x](javascript:alert(1))",
  '![x](https://example.org/x.png"onerror="alert(1))',
  '!["onerror="alert(1)](https://example.org)',
  "![<script>alert(1)</script>](https://example.org)",
  '<javascript:alert(1)> <data:text/html,x> <https://example.org/"><script>alert(1)</script>>',
  "<https://example.org/onclick=alert(1)//\u2028\u2029>",
  "https://example.org/<script>alert(1)</script>",
  'https://example.org/"onclick=alert(1)',
  "www.example.org/'><script>alert(1)</script>",
  'a@b.c"><script>alert(1)</script>',
  "[x]: javascript:alert(1)\n\n[x]",
  '[x]: https://example.org "a\\" onclick=alert(1)"\n\n[x] [x][x]',
  '```"><script>alert(1)</script>\ncode\n```',
  "```js onclick=alert(1)\n</code></pre><script>alert(1)</script>\n```",
  "`</code><script>alert(1)</script>`",
  "> <script>alert(1)</script>\n> - <img src=x onerror=alert(1)>",
  "- [ ] <input onfocus=alert(1) autofocus>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&amp;lt;script&amp;gt;alert(1)",
  "&#60;script&#62;alert(1)&#60;/script&#62; &#0; &#xD800; &#x110000;",
  "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e \u02c2img\u02c3 \ufe64svg\ufe65",
  "<\u0000script>alert(1)</script> <scr\u0000ipt> <img\u000csrc=x\u000bonerror=alert(1)>",
  "<a\u00a0href=javascript:alert(1)>x</a> <a/href=javascript:alert(1)>x</a>",
  "\u202e<script>alert(1)</script>\u202c",
  "{@html '<script>alert(1)</script>'} ${alert(1)} {{constructor.constructor('alert(1)')()}}",
  "***<b onmouseover=alert(1)>***x</b> **<script>**alert(1)**</script>**",
  "# <script>alert(1)</script>\nx\n<script>\n=====",
  "<p id=content class=x name=body data-x=1 slot=x>x</p>",
];

/** Everything that may stand in a comment: text without "<" and ">", and these tags exactly so. */
const innocent =
  /^(?:[^<>]|<\/?(?:p|em|strong|del|code|pre|blockquote|ul|ol|li|a)>|<br \/>|<ol start="\d+">|<a href="(?:https?:\/\/[^\s"<>@/]+(?:\/[^\s"<>]*)?|mailto:[^\s"<>]+)" rel="nofollow ugc noopener">)*$/;

describe("what comments are not made of", () => {
  test.each(payloads)("%s", (payload) => {
    expect(readersHtml(payload)).toMatch(innocent);
    // In the middle of other things, too.
    expect(readersHtml(`- a *${payload}* [b](https://example.org)\n\n> ${payload}`)).toMatch(innocent);
  });

  test("whatever is made of their pieces", () => {
    const piece = fc.oneof(
      fc.constantFrom(...payloads),
      fc.constantFrom(
        "<",
        ">",
        '"',
        "'",
        "`",
        "[",
        "](",
        ")",
        "![",
        "*",
        "_",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "&",
        ";",
        "javascript:",
        "https://a.b",
        "//",
        "\\",
      ),
      fc
        .tuple(fc.constantFrom(...payloads), fc.nat({ max: 60 }), fc.nat({ max: 60 }))
        .map(([text, a, b]) => text.slice(Math.min(a, b), Math.max(a, b))),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => innocent.test(readersHtml(pieces.join("")))),
      { numRuns: 1_500 },
    );
  });
});

test("a comment that only costs time is shown as it was written", () => {
  for (const unit of [">", "*", "_a_", "[", "![", "[a](", "`a", "~~a", "<a ", "- ", "*a_b", "> > a\n", " "])
    expect(readersHtml(unit.repeat(10_000 / unit.length))).toMatch(innocent);
  expect(readersHtml("<b>*".repeat(1_000))).toBe(`<p>${"&#60;b&#62;*".repeat(1_000)}</p>`);
  expect(readersHtml("> ".repeat(1_500) + "deep")).toContain("deep");
});
