/** `papertape link`: dictionaries of names, and the abstracts that mention them. */
import type { Dictionary } from "#library/entities/entities";
import { wordNetConcepts, wordNetName } from "#library/entities/wordnet";
import { LibraryError } from "#library/errors";
import { decodeFile } from "#library/ingest/wire/decode";
import { count, formatBytes } from "#library/words/count";
import { DictionaryError, parseDictionary, writeDictionary, type Concept } from "#papers/xmen/terminology";
import { readFile, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { command, type Io } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { reading } from "../ingest/files.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import { createProgress } from "../terminal/progress.ts";

/** As much as a running server takes. */
const largest = 30_000_000;

export default command({
  name: "link",
  details: [
    "dict reads a dictionary, says what is wrong with which line, and with --out writes it with equal concepts merged. index puts it into the library, in the place of the one of that name; --remove takes it out. run reads all abstracts that were not read by today's dictionaries; the server does the same every hour. Without a word it shows the dictionaries.",
    'A line of a dictionary is an object: concept_id and canonical_name, and where there are such aliases, types (lists of texts) and definition: {"concept_id": "C1", "canonical_name": "layer normalization", "aliases": ["LayerNorm"]}.',
    "wordnet, in the place of a file, is the dictionary that ships with papertape: nouns of several words in WordNet.",
    "Names are found by their words, whatever their case; an abbreviation that an abstract explains is what its long form is, which may be spelled a little differently.",
  ],
  args: {
    what: { type: "positional", required: false, description: "dict, index or run" },
    dictionary: { type: "positional", required: false, description: "a file, or wordnet" },
    name: { type: "string", description: "index: what the dictionary is called (default: as its file)" },
    out: { type: "string", valueHint: "file", description: "dict: where to write it" },
    remove: { type: "boolean", description: "index: take the dictionary of that name out" },
    json: { type: "boolean", description: "print the result as JSON" },
  },
  examples: [
    { line: "link dict methods.jsonl", does: "check a dictionary" },
    { line: "link index methods.jsonl", does: "put it into the library" },
    { line: "link index wordnet", does: "put in the one that ships" },
    { line: "link run", does: "find its names in abstracts" },
    { line: "link index methods --remove", does: "take it out, with its links" },
  ],
  async run({ what, dictionary, name, out: target, remove = false, json = false }, io) {
    const asJson = json === true;
    if (what === undefined) return show(asJson, io);
    if (what === "run") {
      if (dictionary !== undefined) throw new UsageError("run takes no dictionary; it reads by all that are indexed");
      return link(asJson, io);
    }
    if (what !== "dict" && what !== "index")
      throw new UsageError(`link does dict, index and run, not ${JSON.stringify(what)}`);
    if (dictionary === undefined) throw new UsageError(`${what} needs a dictionary: a file, or wordnet`);
    if (what === "dict") return check(dictionary, target, asJson, io);
    const called = name ?? basename(dictionary).replace(/\.[^.]*$/, "").toLowerCase(); // prettier-ignore
    return remove === true ? takeOut(called, asJson, io) : index(dictionary, called, asJson, io);
  },
});

interface Read {
  readonly concepts: readonly Concept[];
  readonly notice: string | null;
}

/** @throws Failure that names every line that is wrong. */
async function readDictionary(file: string): Promise<Read> {
  if (file === wordNetName) return wordNetConcepts();
  const bytes = await reading(file, async () => {
    const { size } = await stat(file);
    if (size > largest) throw new Failure(`${file} is larger than ${formatBytes(largest)}, which no dictionary may be`);
    return readFile(file);
  });
  try {
    return { concepts: parseDictionary(decodeFile(bytes).text), notice: null };
  } catch (error) {
    if (!(error instanceof DictionaryError)) throw error;
    throw new Failure(`${file} is no dictionary; nothing was changed\n${error.message}`, { cause: error });
  }
}

const namesOf = (concepts: readonly Concept[]): number =>
  concepts.reduce((sum, { aliases }) => sum + 1 + aliases.length, 0);

async function check(file: string, target: string | undefined, json: boolean, { out }: Io): Promise<void> {
  const { concepts } = await readDictionary(file);
  if (target !== undefined) await reading(target, () => writeFile(target, writeDictionary(concepts)));
  const found = { concepts: concepts.length, aliases: namesOf(concepts) };
  if (json) out.json(found);
  else
    out.line(`${count(found.concepts, "concept")} with ${count(found.aliases, "name")}${target === undefined ? "" : `, written to ${target}`}.`); // prettier-ignore
}

async function index(file: string, name: string, json: boolean, { out }: Io): Promise<void> {
  const { concepts, notice } = await readDictionary(file);
  const loaded = await withStore(readSettings(), `papertape link index ${name}`, ({ entities }) =>
    asked(() => entities.load(name, concepts, notice)),
  );
  if (json) return out.json(loaded);
  out.line(`${inWords(loaded)} To find them in abstracts: papertape link run`);
}

async function takeOut(name: string, json: boolean, { out }: Io): Promise<void> {
  const removed = await withStore(readSettings(), "papertape link", ({ entities }) => entities.remove(name));
  if (!removed) throw new UsageError(`no dictionary is called ${JSON.stringify(name)}; papertape link shows them`);
  if (json) out.json({ removed: name });
  else out.line(`${name} is gone, and every link to it.`);
}

async function show(json: boolean, { out }: Io): Promise<void> {
  const all = await withStore(readSettings(), "papertape link", ({ entities }) => entities.dictionaries());
  if (json) return out.json(all);
  for (const dictionary of all) out.line(inWords(dictionary));
  if (all.length === 0) out.line("No dictionary is there. The one that ships: papertape link index wordnet");
}

const inWords = ({ name, concepts, aliases }: Dictionary): string =>
  `${name}: ${count(concepts, "concept")} with ${count(aliases, "name")}.`;

async function link(json: boolean, { out, err }: Io): Promise<number | void> {
  const interrupt = listenForInterrupt(() =>
    err.line("\nstopping after these abstracts; what was read is kept (Ctrl-C again leaves at once)"),
  );
  const progress = createProgress(err, { title: "link run", expected: 0 });
  try {
    const linked = await withStore(readSettings(), "papertape link run", async ({ entities }) => {
      if ((await entities.dictionaries()).length === 0)
        throw new Failure("there is no dictionary to link by; the one that ships: papertape link index wordnet");
      return entities.link({
        signal: interrupt.signal,
        onProgress: (done, total) => progress.update(done / total, `${done} of ${count(total, "abstract")}`),
      });
    });
    progress.end();
    if (json) out.json(linked);
    else if (linked.read === 0) out.line("Every abstract was read by today's dictionaries already.");
    else out.line(`${count(linked.mentions, "mention")} in ${count(linked.read, "abstract")}.`);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    err.line("Stopped; the same command goes on from there.");
    return exitCodes.interrupted;
  } finally {
    progress.end();
    interrupt.release();
  }
}

/** What the library refuses is the user's to mend. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LibraryError && error.code === "INVALID_DICTIONARY")
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
