/** A command of papertape: what its help says, what it takes, what it does. */
import { parseArgs, type ArgDef, type ArgsDef, type ParsedArgs } from "citty";
import { stripVTControlCharacters } from "node:util";
import { UsageError } from "./failure.ts";
import type { Output } from "./terminal/output.ts";

export interface Example {
  /** Without the leading `papertape`. */
  readonly line: string;
  /** What it does, as a clause. */
  readonly does: string;
}

/** Where a command writes: results to `out`, everything about its progress and errors to `err`. */
export interface Io {
  readonly out: Output;
  readonly err: Output;
}

export interface Command<Args extends ArgsDef = ArgsDef> {
  readonly name: string;
  /** Paragraphs for `--help`. */
  readonly details?: readonly string[];
  readonly args: Args;
  /** Whether any number of words may follow; they are in `_`. */
  readonly takesRest?: boolean;
  readonly examples: readonly Example[];
  /** Returns an exit code other than 0, where there is one. */
  run(args: ParsedArgs<Args>, io: Io): Promise<number | void>;
}

/** Exists to infer the types of the arguments. */
export const command = <const Args extends ArgsDef>(definition: Command<Args>): Command =>
  definition as unknown as Command;

/** @throws UsageError for anything that the command does not take, or takes otherwise. */
export function parse(command: Command, raw: readonly string[]): ParsedArgs {
  let args: ParsedArgs;
  try {
    args = parseArgs([...raw], command.args);
  } catch (error) {
    throw new UsageError(reword(stripVTControlCharacters((error as Error).message)), { cause: error });
  }
  const known = new Map<string, ArgsDef[string]>();
  for (const [name, argument] of Object.entries(command.args))
    for (const spelling of [name, camelCase(name), ...aliasesOf(argument)]) known.set(spelling, argument);
  for (const [name, value] of Object.entries<unknown>(args)) {
    if (name === "_") continue;
    const argument = known.get(name);
    const option = `${name.length > 1 ? "--" : "-"}${name}`;
    if (!argument) throw new UsageError(`unknown option: ${option}`);
    // An option that swallowed the next one was meant to have a value. A lone "-" is one: standard input or output.
    const missing = value === "" || (typeof value === "string" && /^-./.test(value));
    if (argument.type !== "boolean" && argument.type !== "positional" && missing)
      throw new UsageError(`${option} needs a value${value ? `, not ${String(value)}` : ""}`);
  }
  const taken = Object.values(command.args).filter(({ type }) => type === "positional").length;
  const surplus = command.takesRest ? [] : args._.slice(taken);
  if (surplus.length > 0) throw new UsageError(`unexpected argument: ${surplus.join(" ")}`);
  return args;
}

/** citty's sentences in ours: lower case, the bad value, what would be right. */
function reword(message: string): string {
  const positional = /^Missing required positional argument: (.+)$/.exec(message);
  if (positional) return `missing <${positional[1].toLowerCase()}>`;
  const value = /^Invalid value for argument: (\S+) \((.*)\)\. Expected one of: (.*)\.$/.exec(message);
  if (value) return `invalid ${value[1]}: ${JSON.stringify(value[2])}; it is one of ${value[3]}`;
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** The short spellings of an option. */
export const aliasesOf = (argument: ArgDef): string[] => ("alias" in argument ? [argument.alias ?? []].flat() : []);

const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
