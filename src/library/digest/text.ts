/** Plain text as people expect it in mail: lines of at most 72 characters, broken between words. */

const width = 72;

export function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    // An address stays whole, whatever its length: broken, it leads nowhere.
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
