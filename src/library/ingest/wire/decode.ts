/** The text of a file in whatever encoding: the one it names, UTF-8 where it is that, else the likeliest, which is said. */
import { isUtf8 } from "node:buffer";
import { analyse } from "chardet";

export interface Decoded {
  readonly text: string;
  /** What had to be guessed, or was wrong; the text may have replacement characters in the places concerned. */
  readonly warning: string | null;
}

/** Reads a whole file into text. Use `readJsonl` for files that may not fit into memory. */
export function decodeFile(bytes: Uint8Array): Decoded {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  const wide = mark ?? unmarkedUtf16(bytes);
  if (wide !== null) return { text: new TextDecoder(wide).decode(bytes), warning: null };
  if (isUtf8(bytes)) return { text: new TextDecoder("utf-8").decode(bytes), warning: null };
  const declared = declaredEncoding(bytes);
  if (declared !== null) {
    const text = decoderOf(declared)(bytes);
    return { text, warning: text.includes("\ufffd") ? `some characters of the file are not ${declared}` : null };
  }
  return guessed(bytes);
}

/** What windows-1252 has in the place of Latin-1's controls, from 0x80 on. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** A decoder that knows windows-1252; Node's own takes it for Latin-1 (nodejs/node#56542). */
function decoderOf(encoding: string): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(encoding);
  if (decoder.encoding !== "windows-1252") return (bytes) => decoder.decode(bytes);
  return (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString("latin1")

      .replace(/[\u0080-\u009f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80]);
}

/** UTF-16 without its mark: of ASCII letters, every second byte is 0. */
function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const length = Math.min(bytes.length & ~1, 2_000);
  if (length < 4 || bytes.length % 2 !== 0) return null;
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at & 1]++;
  const [even, odd] = zeros.map((count) => count / (length / 2));
  return odd > 0.7 && even < 0.1 ? "utf-16le" : even > 0.7 && odd < 0.1 ? "utf-16be" : null;
}

/**
 * What the head of a file says of itself: "% Encoding: windows-1252" (JabRef), "@comment{x-kbibtex-encoding=latin1}",
 * "-*- coding: latin-1 -*-" (Emacs), `encoding="..."` of XML, `charset=...` of HTML. Null for UTF-8, which it then is not.
 */
function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 4_000)).toString("latin1");
  const said =
    /(?:^%\s*encoding:\s*|x-kbibtex-encoding\s*=\s*|coding[:=]\s*|\bencoding\s*=\s*["']|charset\s*=\s*["']?)([\w.:-]{2,40})/im.exec(
      head,
    );
  if (!said) return null;
  const name = javaNames[said[1].toLowerCase()] ?? said[1];
  try {
    const label = new TextDecoder(name).encoding;
    return label === "utf-8" || label.startsWith("utf-16") ? null : label;
  } catch {
    return null;
  }
}

/** Names that programs in Java and Emacs give to what the web calls otherwise. */
const javaNames: Readonly<Record<string, string>> = {
  cp1250: "windows-1250",
  cp1251: "windows-1251",
  cp1252: "windows-1252",
  iso8859_1: "iso-8859-1",
  iso8859_2: "iso-8859-2",
  iso8859_15: "iso-8859-15",
  "latin-1": "iso-8859-1",
  "latin-2": "iso-8859-2",
  macroman: "macintosh",
  ms932: "shift_jis",
  sjis: "shift_jis",
  ms936: "gbk",
  euc_jp: "euc-jp",
};

/**
 * A file that is not UTF-8 and does not say what it is. One that is UTF-8 but for some lines was put together from two; of the
 * others, encodings of other scripts are told by their letters, and what is left is Western.
 */
function guessed(bytes: Uint8Array): Decoded {
  const lines = linesOf(bytes);
  const broken = lines.filter((line) => !isUtf8(line));
  const mixed = lines.some((line) => line.some((byte) => byte > 0x7f) && isUtf8(line));
  const encoding = otherScript(Buffer.concat(broken).subarray(0, 64_000)) ?? "windows-1252";
  const decode = decoderOf(encoding);
  const utf8 = new TextDecoder();
  const text = mixed
    ? lines.map((line) => (isUtf8(line) ? utf8.decode(line) : decode(line))).join("\n")
    : decode(bytes);
  const warning = mixed
    ? `${broken.length} lines of the file are not UTF-8; they were read as ${encoding}`
    : `the file is not UTF-8 and names no encoding; it was read as ${encoding}`;
  return { text, warning };
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, feed));
    start = feed + 1;
  }
  lines.push(bytes.subarray(start));
  return lines;
}

/** An encoding of Asian or Cyrillic letters that the bytes are likelier in than in any Western one; they must all fit. */
function otherScript(bytes: Uint8Array): string | null {
  for (const { name, confidence } of analyse(bytes)) {
    if (!/^(?:shift_jis|big5|euc-|gb18030|iso-2022|windows-1251|koi8-r)/i.test(name)) continue;
    if (confidence < (/^(?:windows|koi8)/i.test(name) ? 40 : 60)) continue;
    try {
      new TextDecoder(name, { fatal: true }).decode(bytes);
      return new TextDecoder(name).encoding;
    } catch {
      continue;
    }
  }
  return null;
}
