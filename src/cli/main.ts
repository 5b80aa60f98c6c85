/** The way into the command line: finds the command, runs it, and turns whatever happens into words and an exit code. */
import { nearest } from "#library/words/nearest";
import { parse, type Io } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodes, explain, UsageError } from "./failure.ts";
import { commandHelp, overview } from "./help.ts";
import { Output } from "./terminal/output.ts";
import { version } from "./version.ts";

/** Runs one command line (without `papertape` itself) and returns its exit code. Never throws. */
export async function main(
  argv: readonly string[],
  io: Io = { out: new Output(process.stdout), err: new Output(process.stderr) },
): Promise<number> {
  try {
    return (await dispatch(argv, io)) ?? exitCodes.ok;
  } catch (error) {
    const { lines, exitCode } = explain(error);
    const [first, ...rest] = lines;
    io.err.line(`${io.err.paint("red", "papertape:")} ${first}`);
    for (const line of rest) io.err.line(line);
    if (error instanceof UsageError) io.err.line(`See: papertape ${isCommand(argv[0]) ? `${argv[0]} ` : ""}--help`);
    if (process.env.PAPERTAPE_DEBUG === "1" && error instanceof Error) io.err.line(trace(error));
    return exitCode;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number | void> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || isHelp(name)) {
    const about = name === "help" ? rest[0] : undefined;
    return io.out.text(about === undefined ? overview(io.out) : commandHelp(await find(about), io.out));
  }
  if (name === "--version" || name === "-v") return io.out.line(version);
  const command = await find(name);
  if (rest.some(isHelp)) return io.out.text(commandHelp(command, io.out));
  return command.run(parse(command, rest), io);
}

async function find(name: string) {
  if (isCommand(name)) return commands[name].load();
  if (name.startsWith("-")) throw new UsageError(`unknown option: ${name}; options follow the command`);
  const near = nearest(name, Object.keys(commands), (command) => [command], 2);
  const hint = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
  throw new UsageError(`unknown command: ${name}${hint}`);
}

const isHelp = (word: string) => word === "--help" || word === "-h";
const isCommand = (name: string | undefined) => name !== undefined && Object.hasOwn(commands, name);

/** The stack of an error and of everything that caused it. */
function trace(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\ncaused by ${trace(error.cause)}` : stack;
}
