/** Calls every operation of a description with what it allows and with what it does not, and holds each answer against it. */
import { Validator, type Schema } from "@cfworker/json-schema";
import fc from "fast-check";
import { allowed, hostileBodies, hostileTexts, hostileValues, type Json } from "./values.ts";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Json;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Json } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

export interface Call {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** JSON, or what should have been. */
  readonly body?: string;
}

export interface Walk {
  readonly description: Description;
  send(call: Call): Promise<Response>;
  /** Parts of paths, and bodies, that lead somewhere: by the operation's id. Made anew for each, because calls change things. */
  known(operation: string): Promise<{ readonly path?: Readonly<Record<string, string>>; readonly body?: unknown }>;
  /** How often each property is tried. */
  readonly times: number;
}

/** What went otherwise than the description says; empty where nothing did. */
export async function walk({ description, send, known, times }: Walk): Promise<string[]> {
  const wrong: string[] = [];
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, described] of Object.entries(methods)) {
      const place = new Place(description, path, method.toUpperCase(), described, send);
      const note = async (work: Promise<unknown>) =>
        void (await work.catch((error: Error) =>
          wrong.push(`${described.operationId}: ${error.message.slice(0, 1_500)}`),
        ));
      await note(place.succeeds(await known(described.operationId)));
      await note(place.withWhatIsAllowed(await known(described.operationId), times));
      await note(place.withWhatIsNot(await known(described.operationId)));
    }
  return wrong;
}

type Values = Readonly<Record<string, unknown>>;
interface Known {
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

class Place {
  private readonly checks = new Map<Json, Validator>();
  private readonly parameters: readonly Parameter[];
  private readonly body: Json | undefined;

  constructor(
    private readonly description: Description,
    private readonly path: string,
    private readonly method: string,
    private readonly described: Described,
    private readonly send: Walk["send"],
  ) {
    this.parameters = described.parameters?.filter((one) => one.in !== "header") ?? [];
    this.body = described.requestBody?.content["application/json"].schema;
  }

  /** With what leads somewhere it does what it is for. */
  async succeeds({ path = {}, body }: Known): Promise<void> {
    const response = await this.ask(path, {}, this.body && JSON.stringify(body ?? {}));
    if (response.status >= 300)
      throw new Error(`${response.status} with what is known: ${await response.clone().text()}`);
    await this.holds(response, "with what is known");
    const etag = response.headers.get("etag");
    if (this.method !== "GET" || response.headers.get("content-type") === eventStream) return;
    if (etag === null) throw new Error("no ETag");
  }

  /** Whatever the description allows is never refused for its form, and every answer is one that it names. */
  async withWhatIsAllowed({ path = {}, body }: Known, times: number): Promise<void> {
    const { schemas } = this.description.components;
    const values = fc.record(
      Object.fromEntries(this.parameters.map(({ name, schema }) => [name, allowed(schema, schemas)])),
      { requiredKeys: [] },
    );
    const bodies = this.body === undefined ? fc.constant(undefined) : allowed(this.body, schemas);
    await fc.assert(
      fc.asyncProperty(values, bodies, fc.boolean(), async (given, made, atKnown) => {
        const sent = this.body && JSON.stringify(made ?? body);
        const response = await this.ask(atKnown ? path : { ...path, ...this.only(given, "path") }, given, sent);
        await this.holds(response, `${JSON.stringify(given).slice(0, 200)} ${sent?.slice(0, 200) ?? ""}`);
      }),
      { numRuns: times, seed: 20, interruptAfterTimeLimit: 60_000 },
    );
  }

  /** What it does not allow is refused, and says where. */
  async withWhatIsNot({ path = {}, body }: Known): Promise<void> {
    const good = this.body && JSON.stringify(body ?? {});
    for (const { name, in: where, schema } of this.parameters)
      for (const text of some(hostileTexts, this.described.operationId + name, 4)) {
        const at = where === "path" ? { ...path, [name]: text } : path;
        const response = await this.ask(at, where === "query" ? { [name]: text } : {}, good);
        await this.holds(response, `${name}=${JSON.stringify(text).slice(0, 60)}`);
        if (where === "query" && !this.fits(schema, asNumber(schema, text))) await this.refuses(response, 400, name);
      }
    await this.refuses(await this.ask(path, { nobody: "knows" }, good), 400, "nobody");
    if (this.body === undefined) return;
    const fields = typeof body === "object" && body !== null ? Object.keys(body) : [];
    for (const name of [...fields, "nobodyKnows"])
      for (const value of some(hostileValues, this.described.operationId + name, 4)) {
        const sent = { ...(body as object), [name]: value };
        const response = await this.ask(path, {}, JSON.stringify(sent));
        await this.holds(response, JSON.stringify({ [name]: value }).slice(0, 100));
        if (response.ok && !this.fits(this.body, sent)) throw new Error(`took ${JSON.stringify(sent).slice(0, 200)}`);
      }
    for (const sent of hostileBodies) await this.holds(await this.ask(path, {}, sent), `the body ${sent.slice(0, 40)}`);
  }

  private only = (given: Values, where: Parameter["in"]): Record<string, string> =>
    Object.fromEntries(
      this.parameters
        .filter((one) => one.in === where && one.name in given)
        .map(({ name }) => [name, String(given[name])]),
    );

  private ask(path: Readonly<Record<string, string>>, given: Values, body: string | undefined): Promise<Response> {
    // A part of a path that is empty, or only dots, is another path.
    const written = this.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent((path[name] ?? "nobody-knows").toWellFormed().replace(/^\.*$/, "-")),
    );
    const names = new Set(this.parameters.filter((one) => one.in === "path").map(({ name }) => name));
    const query = new URLSearchParams(
      Object.entries(given).flatMap(([name, value]) => (names.has(name) ? [] : [[name, String(value).toWellFormed()]])),
    );
    return this.send({ method: this.method, path: `${written}${query.size > 0 ? `?${query}` : ""}`, body });
  }

  /** Its status is named, and what it says has the shape of that status. */
  private async holds(response: Response, how: string): Promise<void> {
    const named = this.described.responses[response.status];
    const text = await response.clone().text();
    if (named === undefined || response.status >= 500)
      throw new Error(`${response.status} is no answer that is described (${how}): ${text.slice(0, 300)}`);
    const type = response.headers.get("content-type") ?? "";
    const schema = named.content?.[type]?.schema;
    if (named.content === undefined ? text !== "" : schema === undefined)
      throw new Error(`${response.status} has the type ${JSON.stringify(type)} (${how})`);
    if (schema === undefined) return;
    const said = type === eventStream ? dataOf(text) : [JSON.parse(text)];
    const shape = type === eventStream ? (schema.contentSchema as Json) : schema;
    for (const value of said) this.mustFit(shape, value, `${response.status} has another shape (${how})`);
  }

  private mustFit(schema: Json, value: unknown, what: string): void {
    const { valid, errors } = this.check(schema).validate(value);
    if (valid) return;
    const where = errors.slice(-3).map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
    throw new Error(`${what}: ${where.join("; ")}: ${JSON.stringify(value).slice(0, 500)}`);
  }

  private async refuses(response: Response, status: number, at: string): Promise<void> {
    const { reasons = [], code } = (await response.clone().json()) as { reasons?: { at?: string }[]; code?: string };
    // Whoever is not signed in hears of nothing else.
    if (code === "NOT_SIGNED_IN" || code === "NO_SUCH_ADDRESS") return;
    if (response.status !== status || !reasons.some((one) => one.at === at))
      throw new Error(`${response.status} ${code}: ${at} was taken, or is not named as the reason`);
  }

  private fits = (schema: Json, value: unknown): boolean => this.check(schema).validate(value).valid;

  private check(schema: Json): Validator {
    const known = this.checks.get(schema);
    if (known) return known;
    const whole = { ...schema, components: this.description.components } as unknown as Schema;
    const made = new Validator(whole, "2020-12", false);
    this.checks.set(schema, made);
    return made;
  }
}

const eventStream = "text/event-stream";

/** What the events of a stream say, but for the last, which only says that it is the last. */
const dataOf = (text: string): unknown[] =>
  text
    .split("\n\n")
    .filter((event) => event.includes("id: "))
    .map((event) => JSON.parse(/^data: (.*)$/m.exec(event)![1]));

/** A few, others for each place, the same each time. */
function some<Value>(values: readonly Value[], place: string, number: number): readonly Value[] {
  let hash = 2166136261;
  for (const character of place) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  return Array.from({ length: number }, (_, n) => values[(hash + n * 7) % values.length]);
}

const asNumber = (schema: Json, text: string): unknown =>
  schema.type === "integer" && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
