/** What `--help` prints: every command, its arguments and options, examples that work, and the exit codes. */
import type { ArgDef } from "citty";
import { aliasesOf, type Command } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodes } from "./failure.ts";
import type { Output } from "./terminal/output.ts";
import { pad, widthOf, wrap } from "./terminal/width.ts";
import { version } from "./version.ts";

const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "done",
  failure: "could not be done; the reason is on standard error",
  usage: "asked for wrongly: unknown command, option, paper or run, or a value that does not fit",
  interrupted: "stopped by Ctrl-C or SIGTERM; what was measured is kept",
};

const settings: readonly Row[] = [
  ["PAPERTAPE_DATA", "folder of the embedded database (default: data, beside the project's package.json)"],
  ["PAPERTAPE_DURABLE", "1: every change of the embedded database waits for the disk (default: 0)"],
  ["DATABASE_URL", "a Postgres to use instead of the embedded database"],
  ["PORT, HOST", "where `papertape serve` listens (default: 4321, 127.0.0.1)"],
  ["PAPERTAPE_FOLLOW", "sources that the server follows from its start on: hf-daily,arxiv:cs.LG (default: none)"],
  ["PAPERTAPE_CONTACT", "e-mail or web address that services papers are fetched from can reach you at"],
  ["SEMANTIC_SCHOLAR_API_KEY", "key for Semantic Scholar; not needed for a few papers"],
  ["OPENALEX_API_KEY", "key for OpenAlex; without one a day's allowance is small"],
  ["NO_COLOR", "set to anything: no colours"],
  ["PAPERTAPE_DEBUG", "set to 1: an error shows where it happened"],
];

type Row = readonly [term: string, meaning: string];

/** `papertape --help` */
export function overview(output: Output): string {
  return page([
    `papertape ${version}: daily papers that run`,
    heading(output, "Usage"),
    "  papertape <command> [options]",
    heading(output, "Commands"),
    ...rows(
      output,
      Object.entries(commands).map(([name, { summary }]) => [usageOf(name), summary]),
    ),
    heading(output, "Examples"),
    ...examples(output, [
      { line: "papers", does: "list the shelf" },
      { line: "run layer-norm", does: "measure a paper's claims on this machine" },
      { line: "serve", does: "open the site on http://localhost:4321" },
    ]),
    heading(output, "Settings, from the environment"),
    ...rows(output, settings),
    heading(output, "Exit codes"),
    ...rows(output, exitCodeRows(Object.keys(exitCodes) as (keyof typeof exitCodes)[])),
    "",
    "`papertape <command> --help` says more about one command.",
  ]);
}

/** `papertape <command> --help` */
export function commandHelp(command: Command, output: Output): string {
  const entries = Object.entries(command.args);
  const positionals = entries.filter(([, argument]) => argument.type === "positional");
  const options = entries.filter(([, argument]) => argument.type !== "positional");
  return page([
    `${command.name}: ${commands[command.name].summary}`,
    ...(command.details ?? []).flatMap((paragraph) => ["", ...wrap(paragraph, widthFor(output))]),
    heading(output, "Usage"),
    `  papertape ${usageOf(command.name)}${options.length > 0 ? " [options]" : ""}`,
    ...(positionals.length > 0 ? [heading(output, "Arguments")] : []),
    ...rows(
      output,
      positionals.map(([name, argument]) => [`<${name}>`, argument.description ?? ""]),
    ),
    heading(output, "Options"),
    ...rows(output, [
      ...options.map(([name, argument]) => [optionTerm(name, argument), meaning(argument)] as const),
      ["-h, --help", "print this"],
    ]),
    heading(output, "Examples"),
    ...examples(output, command.examples),
  ]);
}

const exitCodeRows = (names: readonly (keyof typeof exitCodes)[]): Row[] =>
  names.map((name) => [String(exitCodes[name]), exitCodeMeanings[name]]);

const usageOf = (name: string): string => `${name} ${commands[name].takes}`.trimEnd();

function optionTerm(name: string, argument: ArgDef): string {
  const spellings = [...aliasesOf(argument).map((alias) => `-${alias}`), `--${name}`].join(", ");
  if (argument.type === "boolean") return spellings;
  return `${spellings} ${argument.type === "enum" ? argument.options!.join("|") : (argument.valueHint ?? name)}`;
}

const meaning = ({ description = "", default: preset }: ArgDef): string =>
  preset === undefined || preset === false ? description : `${description} (default: ${preset})`;

function examples(output: Output, all: Command["examples"]): string[] {
  return rows(
    output,
    all.map(({ line, does }) => [`papertape ${line}`, does]),
  );
}

const heading = (output: Output, text: string): string => `\n${output.paint("bold", text)}`;

const widthFor = (output: Output): number => Math.min(output.columns ?? 100, 100);

/** Terms in one column, their meanings wrapped in another; below each other where the terms leave no room. */
function rows(output: Output, all: readonly Row[]): string[] {
  const left = Math.max(0, ...all.map(([term]) => widthOf(term)));
  const room = widthFor(output) - left - 4;
  if (room < 24) return all.flatMap(([term, text]) => [`  ${term}`, ...wrap(text, 60).map((line) => `      ${line}`)]);
  return all.flatMap(([term, text]) =>
    wrap(text, room).map((line, index) => `  ${pad(index === 0 ? term : "", left)}  ${line}`.trimEnd()),
  );
}

const page = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
