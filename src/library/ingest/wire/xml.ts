/** XML as a small tree addressed by namespace; nothing a document declares is expanded, nothing it names is fetched. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { decodeEntities } from "./markup.ts";

export interface Element {
  /** Local name. */
  readonly name: string;
  /** Namespace address, "" for none. */
  readonly namespace: string;
  /** Attributes as written, prefixes included; entities decoded. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

/** A larger document is not read at all; the largest answer of 2,000 arXiv entries is about 8 million characters. */
export const LONGEST_XML = 32_000_000;

/** What could be read: the root, the records that had to be left out, and whether the document is whole. */
export interface XmlDocument {
  readonly root: Element | null;
  readonly broken: readonly { readonly at: string; readonly reason: string; readonly text: string }[];
  readonly failure: string | null;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  cdataPropName: "#cdata",
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  maxNestedTags: 64,
});

/**
 * Reads a document whose records are elements called `record`. A document that is not well formed is read record by
 * record: the whole ones stand in `root`, the others in `broken`, and `failure` says that it is not all there.
 * A document that brings a DOCTYPE is refused: none of the formats read here has one, and entities hide in it.
 */
export function readXml(text: string, record: string): XmlDocument {
  const failed = (failure: string): XmlDocument => ({ root: null, broken: [], failure });
  if (text.length > LONGEST_XML) return failed(`document of ${text.length} characters (at most ${LONGEST_XML})`);
  const page = htmlPage(text);
  if (page !== null) return failed(`the answer is a web page${page && ` ("${page}")`}, not XML`);
  if (!/^\s*</.test(text)) return failed(text.trim() === "" ? "the document is empty" : "the document is not XML");
  if (/<!DOCTYPE/i.test(text)) return failed("the document declares a DOCTYPE, which is refused");

  const xml = escapeStrayAmpersands(text);
  const fault = faultOf(xml);
  if (fault === null) {
    try {
      return { root: tree(xml), broken: [], failure: null };
    } catch (error) {
      return failed(`the document is not XML: ${messageOf(error)}`);
    }
  }
  return salvage(xml, record, fault);
}

/** The title of an HTML page ("" without one); null when the text is none. */
export function htmlPage(text: string): string | null {
  const head = text.slice(0, 4_096);
  if (!/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(head))
    return null;
  return (/<title[^>]*>([^<]{0,200})/i.exec(head)?.[1] ?? "").replace(/\s+/g, " ").trim();
}

function faultOf(xml: string): string | null {
  try {
    const verdict = XMLValidator.validate(xml);
    return verdict === true ? null : `${verdict.err.msg} (line ${verdict.err.line})`;
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

function salvage(xml: string, record: string, fault: string): XmlDocument {
  const { chunks, rest, head } = split(xml, record);
  const namespaces = [...head.matchAll(/\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')/g)].map(([match]) => match);
  const open = `<salvaged${[...new Map(namespaces.map((declared) => [declared.split("=")[0]!.trim(), declared])).values()].join("")}>`;
  const whole: string[] = [];
  const broken: { at: string; reason: string; text: string }[] = [];

  chunks.forEach((chunk, index) => {
    const problem = faultOf(`${open}${chunk}</salvaged>`);
    if (problem === null) whole.push(chunk);
    else broken.push({ at: `${record} ${index + 1}`, reason: problem, text: chunk });
  });
  if (rest !== null)
    broken.push({ at: `${record} ${chunks.length + 1}`, reason: "the document ends inside it", text: rest });

  const failure = `the document is not whole: ${fault}; ${whole.length} complete records were read`;
  try {
    return { root: tree(`${open}${whole.join("")}</salvaged>`), broken, failure };
  } catch {
    return { root: null, broken, failure };
  }
}

/** The texts of the records, the beginning of one that never ends, and what stands before the first. */
function split(xml: string, record: string): { chunks: string[]; rest: string | null; head: string } {
  const opening = new RegExp(`<(?:[\\w.-]+:)?${record}(?=[\\s>/])`, "g");
  const closing = new RegExp(`</(?:[\\w.-]+:)?${record}\\s*>`, "g");
  const chunks: string[] = [];
  let head: string | null = null;
  for (let from = 0; ;) {
    opening.lastIndex = from;
    const start = opening.exec(xml);
    if (!start) return { chunks, rest: null, head: (head ?? xml).slice(0, 10_000) };
    head ??= xml.slice(0, start.index);
    closing.lastIndex = start.index;
    const end = closing.exec(xml);
    if (!end) return { chunks, rest: xml.slice(start.index), head: head.slice(0, 10_000) };
    chunks.push(xml.slice(start.index, closing.lastIndex));
    from = closing.lastIndex;
  }
}

/** "R&D" is wrong in XML and clear in meaning; inside CDATA it is right. */
function escapeStrayAmpersands(text: string): string {
  if (!text.includes("&")) return text;
  let escaped = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf("<![CDATA[", at);
    const end = start < 0 ? -1 : text.indexOf("]]>", start);
    const plain = text.slice(at, end < 0 ? text.length : start);
    escaped += plain.replace(/&(?!#?\w{1,32};)/g, "&amp;");
    if (end < 0) return escaped;
    escaped += text.slice(start, end + 3);
    at = end + 3;
  }
}

type Node = Record<string, unknown>;
type Scope = Readonly<Record<string, string>>;

function tree(xml: string): Element | null {
  const nodes = parser.parse(xml) as Node[];
  const root = nodes.map((node) => element(node, {})).find((child) => child !== null && typeof child !== "string");
  return (root as Element | undefined) ?? null;
}

function element(node: Node, outer: Scope): Element | string | null {
  const tag = Object.keys(node).find((key) => key !== ":@");
  if (tag === undefined) return null;
  if (tag === "#text") return decodeEntities(String(node[tag]));
  if (tag === "#cdata") return (node[tag] as Node[]).map((part) => String(part["#text"] ?? "")).join("");

  const written = (node[":@"] ?? {}) as Record<string, string>;
  const attributes: Record<string, string> = {};
  const declared: Record<string, string> = {};
  for (const [name, value] of Object.entries(written)) {
    const decoded = decodeEntities(String(value));
    attributes[name] = decoded;
    if (name === "xmlns") declared[""] = decoded;
    else if (name.startsWith("xmlns:")) declared[name.slice(6)] = decoded;
  }
  const scope = Object.keys(declared).length === 0 ? outer : { ...outer, ...declared };
  const colon = tag.indexOf(":");
  const children = (node[tag] as Node[]).map((child) => element(child, scope)).filter((child) => child !== null);
  return {
    name: colon < 0 ? tag : tag.slice(colon + 1),
    namespace: scope[colon < 0 ? "" : tag.slice(0, colon)] ?? "",
    attributes,
    children,
  };
}

/** Child elements of that name and namespace, in order. */
export function childrenOf(parent: Element, namespace: string, name: string): Element[] {
  return parent.children.filter(
    (child): child is Element => typeof child !== "string" && child.name === name && child.namespace === namespace,
  );
}

export function childOf(parent: Element, namespace: string, name: string): Element | null {
  return childrenOf(parent, namespace, name)[0] ?? null;
}

/** All text below an element, trimmed; null when there is none. */
export function textOf(element: Element | null): string | null {
  if (element === null) return null;
  const text = element.children.map((child) => (typeof child === "string" ? child : (textOf(child) ?? ""))).join("");
  return text.trim() === "" ? null : text.trim();
}

/** Text of the first child of that name. */
export const childText = (parent: Element, namespace: string, name: string): string | null =>
  textOf(childOf(parent, namespace, name));

/** An element written out again, for reports. */
export function excerptOf(element: Element): string {
  const text = (node: Element | string): string =>
    typeof node === "string" ? node : `<${node.name}>${node.children.map(text).join("")}</${node.name}>`;
  return text(element).slice(0, 2_000);
}
