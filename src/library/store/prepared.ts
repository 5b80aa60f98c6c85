/**
 * Statements of the embedded database are planned once, as the driver for a server does by itself: PGlite parses and plans
 * every statement anew and sends it in six messages, which takes longer than most of ours take to run.
 */
import { messages, parse, protocol, type PGlite, type QueryOptions, type Results } from "@electric-sql/pglite";

interface Prepared {
  /** By which the database knows it. */
  readonly name: string;
  /** Types of the parameters, as their numbers in pg_type. */
  readonly types: readonly number[];
  readonly columns: readonly messages.RowDescriptionMessage[];
}

/** Each takes up to some 100 kB there; a site asks about as many different questions. */
const max = 200;

/** What can have a plan; everything else, and what brings a file or types of its own, goes the usual way. */
const planned = /^\s*(?:select|with|insert|update|delete)\b/i;

/** Plans that are outdated: its table has other columns now, or somebody said DISCARD or DEALLOCATE. */
const outdated = ["0A000", "26000"];

/** From now on `client.query` remembers its statements. Those within `client.transaction` are not changed. */
export function rememberPlans(client: PGlite): void {
  const { serialize } = protocol;
  const known = new Map<string, Prepared>();
  const usual = client.query.bind(client);
  let made = 0;

  /** Messages of an answer. What follows an error is left out by the database up to the last of the messages, a sync. */
  const send = (...parts: readonly Uint8Array[]) =>
    client.execProtocolStream(Buffer.concat([...parts, serialize.sync()]), { syncToFs: false });

  async function prepared(text: string): Promise<Prepared> {
    const statement = known.get(text);
    known.delete(text);
    if (statement) {
      // The last one used is the last one in order.
      known.set(text, statement);
      return statement;
    }
    if (known.size >= max) await forget([...known.keys()][0]);
    const name = `s${made++}`;
    const answer = await send(serialize.parse({ name, text }), serialize.describe({ type: "S", name }));
    const columns = answer.filter((message) => message.name === "rowDescription") as messages.RowDescriptionMessage[];
    const fresh = { name, types: parse.parseDescribeStatementResults(answer), columns };
    known.set(text, fresh);
    return fresh;
  }

  async function forget(text: string): Promise<void> {
    const { name } = known.get(text)!;
    known.delete(text);
    await send(serialize.close({ type: "S", name }));
  }

  async function run(text: string, params: readonly unknown[], options?: QueryOptions): Promise<Results> {
    const { name, types, columns } = await prepared(text);
    const values = params.map((value, at) => {
      if (value === null || value === undefined) return null;
      return client.serializers[types[at]]?.(value) ?? String(value);
    });
    const answer = await send(serialize.bind({ statement: name, values }), serialize.execute({}));
    return parse.parseResults([...columns, ...answer], client.parsers, options)[0];
  }

  async function rememberedQuery(text: string, params: readonly unknown[] = [], options?: QueryOptions) {
    try {
      return await run(text, params, options).catch(async (error: unknown) => {
        if (!known.has(text) || !outdated.includes((error as { code?: string }).code ?? "")) throw error;
        await forget(text);
        return run(text, params, options);
      });
    } catch (error) {
      if (error instanceof messages.DatabaseError) Object.assign(error, { query: text, params, queryOptions: options });
      throw error;
    }
  }

  client.query = async <Row>(text: string, params?: unknown[], options?: QueryOptions): Promise<Results<Row>> => {
    if (!planned.test(text) || options?.blob || options?.paramTypes || options?.serializers)
      return usual<Row>(text, params, options);
    await client._checkReady();
    return client._runExclusiveTransaction(() =>
      client._runExclusiveQuery(async () => {
        const result = await rememberedQuery(text, params, options);
        await client.syncToFs();
        return result as Results<Row>;
      }),
    );
  };
}
