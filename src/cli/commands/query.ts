/** `papertape query explain <words>`: how a search is read, layer by layer. */
import { digest, meaningOf, print } from "#papers/dahsf/method";
import { dayPeriod } from "#library/words/period";
import { wordsOfEffects } from "#library/words/query";
import { command, type Io } from "../command.ts";
import { UsageError } from "../failure.ts";
import { drawDigestion } from "../terminal/digestion.ts";
import { printable } from "../terminal/width.ts";

export default command({
  name: "query",
  details: [
    "explain: draws what each layer makes of the words, from the words themselves to the filters, the order and what is left to search for. Nothing is looked up: whether an author or a topic is known is only asked when you search.",
  ],
  args: {
    what: { type: "positional", required: true, description: "explain" },
    words: { type: "positional", required: true, description: "the query" },
    today: { type: "string", valueHint: "YYYY-MM-DD", description: "the day that 'this week' is counted from" },
    json: { type: "boolean", description: "print the layers as JSON" },
  },
  takesRest: true,
  examples: [
    { line: "query explain 'papers on layer norm since 2024, most discussed first'", does: "the digestion of a query" },
    { line: "query explain 'attention last week' --today 2026-11-30", does: "as it is read on that day" },
  ],
  async run({ _: [what, ...words], today = new Date().toISOString().slice(0, 10), json }, io) {
    if (what !== "explain") throw new UsageError(`a query can only be explained, not ${JSON.stringify(what)}`);
    if (dayPeriod(today) === null)
      throw new UsageError(`invalid --today: ${JSON.stringify(today)}; it is a day like 2026-06-17`);
    explain(words.join(" "), today, json === true, io);
  },
});

function explain(query: string, today: string, json: boolean, { out }: Io): void {
  const found = digest(query, { today });
  const normal = print({ text: found.text, effects: meaningOf(found) }, { today });
  if (json) return out.json({ ...found, normal });
  for (const line of drawDigestion(found)) out.line(line);
  out.line();
  for (const { words, effects, rule } of found.chips)
    out.line(
      `${wordsOfEffects(effects)}  ${out.paint("dim", printable(`from ${JSON.stringify(words)}, by the rule: ${rule}`))}`,
    );
  for (const words of found.notices)
    out.line(`${printable(JSON.stringify(words))} is no order that papers can have; it is searched for.`);
  out.line(`Searched for: ${found.text === "" ? "nothing; the filters alone" : printable(found.text)}`);
  out.line(`Standard wording: ${printable(normal)}`);
}
