/** The source of a paper's method and experiment, highlighted once and kept. */
import { createHighlighterCore, createCssVariablesTheme, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import typescript from "shiki/langs/typescript.mjs";
import { escapeHtml } from "#lab/text/escape";

const files = import.meta.glob<string>(["/src/papers/*/method.ts", "/src/papers/*/experiment/index.ts"], {
  query: "?raw",
  import: "default",
});

export interface Source {
  /** Path from the project's root. */
  readonly path: string;
  readonly lines: number;
  /** Safe HTML for inside `<pre><code>`: spans with the classes of `style/code.css`. */
  readonly html: string;
  /** Names of the functions and constants it exports, in order. */
  readonly exports: readonly string[];
}

let highlighter: Promise<HighlighterCore> | undefined;
const kept = new Map<string, Promise<Source>>();

/** `name` of a paper's folder, highlighted; null if the paper has no such file. */
export async function paperSource(slug: string, name: "method" | "experiment"): Promise<Source | null> {
  const path = `/src/papers/${slug}/${name === "method" ? "method" : "experiment/index"}.ts`;
  const load = Object.hasOwn(files, path) ? files[path] : undefined;
  if (load === undefined) return null;
  let source = kept.get(path);
  if (source === undefined) {
    source = load().then((text) => toSource(path.slice(1), text));
    // A file that could not be read once may be readable later.
    source.catch(() => kept.delete(path));
    kept.set(path, source);
  }
  return source;
}

async function toSource(path: string, text: string): Promise<Source> {
  const code = text.trimEnd();
  return { path, lines: code.split("\n").length, html: await highlight(code), exports: exportsOf(code) };
}

const exportsOf = (code: string): string[] =>
  [...code.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)].map(([, name]) => name);

/** The line that brings a method into a program; its first export is the method itself. */
export const importLine = (slug: string, exports: readonly string[]): string | null =>
  exports.length === 0 ? null : `import { ${exports[0]} } from "papertape/papers/${slug}";`;

/** TypeScript as HTML with one class per kind of token; colours are the style sheet's business. */
export async function highlight(code: string): Promise<string> {
  highlighter ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: "classes", variablePrefix: "--" })],
    langs: [typescript],
    engine: createJavaScriptRegexEngine(),
  });
  const { tokens } = (await highlighter).codeToTokens(code, {
    lang: "typescript",
    theme: "classes",
    // The first lines compile the grammar, which on a busy machine takes longer than the usual limit of half a second:
    // past it the rest of a file would stay one colour.
    tokenizeTimeLimit: 0,
  });
  return tokens
    .map((line) =>
      line
        .map(({ content, color }) => {
          const kind = /--token-([a-z-]+)/.exec(color ?? "")?.[1];
          const text = escapeHtml(content);
          return kind === undefined || content.trim() === "" ? text : `<span class="t-${kind}">${text}</span>`;
        })
        .join(""),
    )
    .join("\n");
}
