import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "../formats/testing.ts";
import { childOf, childText, childrenOf, readXml, textOf } from "./xml.ts";

const ATOM = "http://www.w3.org/2005/Atom";

describe("a well-formed document", () => {
  test("is addressed by namespace, whatever its prefixes are", () => {
    const { root, failure } = readXml(
      `<?xml version="1.0"?><a:feed xmlns:a="${ATOM}"><a:title>T</a:title><title>no</title></a:feed>`,
      "entry",
    );
    expect(failure).toBeNull();
    expect(root).toMatchObject({ name: "feed", namespace: ATOM });
    expect(childText(root!, ATOM, "title")).toBe("T");
    expect(childText(root!, "", "title")).toBe("no");
  });

  test("keeps order, decodes entities once, and takes CDATA as it is", () => {
    const { root } = readXml(`<r><x>a &lt;b&gt; &amp;amp; &#xe9; R&D</x><x><![CDATA[1 < 2 &amp; R&D]]></x></r>`, "x");
    expect(childrenOf(root!, "", "x").map(textOf)).toEqual(["a <b> &amp; é R&D", "1 < 2 &amp; R&D"]);
  });

  test("gives attributes, decoded", () => {
    expect(readXml(`<r href="a?b&amp;c"/>`, "x").root!.attributes).toEqual({ href: "a?b&c" });
  });

  test("numbers stay text", () => {
    expect(textOf(readXml("<r>0704.1000</r>", "x").root)).toBe("0704.1000");
    expect(textOf(readXml("<r>2401.10000</r>", "x").root)).toBe("2401.10000");
  });
});

describe("a document that wants something", () => {
  const bomb =
    `<!DOCTYPE b [<!ENTITY a "ha">` +
    Array.from({ length: 12 }, (_, i) => `<!ENTITY a${i} "${`&a${i || ""};`.repeat(10)}">`).join("") +
    `]><feed>&a11;</feed>`;

  test("is refused when it declares entities", () => {
    expect(readXml(bomb, "entry")).toMatchObject({ root: null, failure: expect.stringContaining("DOCTYPE") });
  });

  test("is refused when it names an external entity", () => {
    const text = `<!DOCTYPE f SYSTEM "http://example.org/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>`;
    expect(readXml(text, "entry").failure).toContain("DOCTYPE");
  });

  test("has unknown entities left as they are written", () => {
    expect(textOf(readXml("<r>&nbsp;&x;</r>", "x").root)).toBe("&nbsp;&x;");
  });
});

describe("a document that is something else", () => {
  test("a web page is named by its title", () => {
    expect(readXml("<!DOCTYPE html><html><head><title>503 Service\n Unavailable</title>", "entry").failure).toBe(
      'the answer is a web page ("503 Service Unavailable"), not XML',
    );
    expect(readXml("<html><body>Rate exceeded.</body></html>", "entry").failure).toBe(
      "the answer is a web page, not XML",
    );
  });

  test.each([
    ["", "the document is empty"],
    ["Rate exceeded.", "the document is not XML"],
    ['{"error": "x"}', "the document is not XML"],
    [" ".repeat(33_000_000), "document of 33000000 characters (at most 32000000)"],
  ])("%# says what is wrong", (text, failure) => {
    expect(readXml(text, "entry").failure).toBe(failure);
  });
});

describe("a document that is not whole", () => {
  const entry = (n: number) => `<entry><title>T${n}</title></entry>`;
  const open = `<feed xmlns="${ATOM}">`;

  test("half a file gives its complete records and names the one it ends in", () => {
    const { root, broken, failure } = readXml(`${open}${entry(1)}${entry(2)}<entry><title>T3`, "entry");
    expect(childrenOf(root!, ATOM, "entry").map((found) => childText(found, ATOM, "title"))).toEqual(["T1", "T2"]);
    expect(broken).toEqual([{ at: "entry 3", reason: "the document ends inside it", text: "<entry><title>T3" }]);
    expect(failure).toContain("2 complete records were read");
  });

  test("one broken record does not take the others with it", () => {
    const { root, broken } = readXml(
      `${open}${entry(1)}<entry><title>1 < 2</title></entry>${entry(3)}</feed>`,
      "entry",
    );
    expect(childrenOf(root!, ATOM, "entry")).toHaveLength(2);
    expect(broken.map(({ at }) => at)).toEqual(["entry 2"]);
  });

  test("a missing end of the last line is enough to say so", () => {
    const { root, failure } = readXml(`${open}${entry(1)}`, "entry");
    expect(childOf(root!, ATOM, "entry")).not.toBeNull();
    expect(failure).not.toBeNull();
  });
});

describe("for any text", () => {
  const xmlish = fc
    .array(
      fc.constantFrom(
        "<feed>",
        "</feed>",
        "<entry>",
        "</entry>",
        "<a:b c='d'>",
        "</a:b>",
        "<x/>",
        "&amp;",
        "&x;",
        "&",
        "<",
        ">",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "<?pi ?>",
        "text",
        " ",
        "xmlns:a='u'",
        "__proto__",
        "<__proto__>",
        "<constructor>",
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(""));

  test("reading never throws, and gives a root or says why not", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          xmlish,
          xmlish.map((inner) => `<feed>${inner}</feed>`),
        ),
        (text) => {
          const { root, failure } = readXml(text, "entry");
          expect(root !== null || failure !== null).toBe(true);
        },
      ),
      { numRuns: 600 },
    );
  });
});
