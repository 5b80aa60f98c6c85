/**
 * Connections to a mail server, kept open between mails. What nodemailer's own pool does not tell is at which moment a mail can no
 * longer be taken back; here it is known: just before its last line leaves, `beforeEnd` is called.
 */
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { MailError, type MailFailure, type MailStage } from "./failure.ts";

export interface SmtpTimeouts {
  /** Milliseconds to connect and to be greeted. */
  readonly connect: number;
  /** Milliseconds from the beginning of a mail until its last line leaves. */
  readonly answer: number;
  /** Milliseconds for the answer to the whole mail: servers look for viruses and spam before they give it. */
  readonly verdict: number;
}

export const usualTimeouts: SmtpTimeouts = { connect: 15_000, answer: 60_000, verdict: 300_000 };

export interface SmtpOptions {
  /** smtp://user:password@host:587, smtps://host, with nodemailer's options as parameters: `?requireTLS=true`. */
  readonly url: string;
  readonly connections: number;
  readonly timeouts?: SmtpTimeouts;
}

export interface Envelope {
  /** Where servers report what cannot be delivered. */
  readonly from: string;
  readonly to: string;
}

/** Some servers end a connection after a hundred mails; it is better to do that in time. */
const mailsPerConnection = 100;
/** Milliseconds without mail after which a connection is given up. */
const idle = 5_000;

interface Line {
  readonly connection: SMTPConnection;
  mails: number;
  idling?: NodeJS.Timeout;
}

export class SmtpPool {
  readonly host: string;
  readonly #options: SmtpOptions;
  readonly #patience: SmtpTimeouts;
  readonly #free: Line[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(options: SmtpOptions) {
    this.#options = options;
    this.#patience = options.timeouts ?? usualTimeouts;
    this.host = new URL(options.url).host;
  }

  /**
   * Sends one mail; resolves to the server's answer once it has taken it.
   * @param bytes the whole message. @param beforeEnd called when all of it but the end has been handed to the system; the end
   *   follows at once, and with it the mail is the server's. If it throws, the mail is not sent.
   * @throws MailError, with stage and failure; what `beforeEnd` throws as it is.
   */
  async send(envelope: Envelope, bytes: Uint8Array, beforeEnd: () => void = () => {}): Promise<string> {
    await this.#turn();
    try {
      for (;;) {
        const line = this.#free.pop();
        clearTimeout(line?.idling);
        try {
          return await this.#over(line ?? (await this.#connect()), envelope, bytes, beforeEnd);
        } catch (error) {
          // The server gave up a connection while nobody used it.
          const stale = line !== undefined && error instanceof MailError && error.stage === "connection";
          if (!stale) throw error;
        }
      }
    } finally {
      this.#used--;
      this.#waiting.shift()?.();
    }
  }

  /** Gives up connections that nobody uses; one in use ends with its mail. */
  close(): void {
    for (const line of this.#free.splice(0)) this.#hangUp(line);
  }

  async #turn(): Promise<void> {
    while (this.#used >= this.#options.connections) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#used++;
  }

  async #connect(): Promise<Line> {
    const [{ default: Connection }, { parseConnectionUrl }] = await Promise.all([
      import("nodemailer/lib/smtp-connection"),
      import("nodemailer/lib/shared"),
    ]);
    const options = parseConnectionUrl(this.#options.url);
    const { connect, answer, verdict } = this.#patience;
    const connection = new Connection({
      ...options,
      connectionTimeout: connect,
      greetingTimeout: connect,
      socketTimeout: Math.max(answer, verdict),
    });
    await new Promise<void>((resolve, reject) => {
      connection.once("error", (error: Error) => reject(this.#error("connection", error)));
      connection.connect((error) => {
        if (error) return reject(this.#error("connection", error));
        if (!options.auth) return resolve();
        connection.login(options.auth, (failed) => {
          if (!failed) return resolve();
          connection.close();
          reject(this.#error("connection", failed));
        });
      });
    });
    // Errors of a conversation reach whoever has it; those in between are noticed with the next mail.
    connection.on("error", () => {});
    return { connection, mails: 0 };
  }

  #over(line: Line, envelope: Envelope, bytes: Uint8Array, beforeEnd: () => void): Promise<string> {
    const { connection } = line;
    return new Promise<string>((resolve, reject) => {
      let ended = false;
      const fail = (error: unknown): void => {
        clearTimeout(timeouts);
        connection.close();
        reject(error as Error);
      };
      let timeouts = setTimeout(() => fail(this.#timeout("connection")), this.#patience.answer);
      const message = lastLineWaits(bytes, () => (connection as unknown as { _socket?: Socket })._socket, {
        beforeEnd: () => {
          try {
            beforeEnd();
          } catch (error) {
            fail(error);
            return false;
          }
          ended = true;
          clearTimeout(timeouts);
          timeouts = setTimeout(() => fail(this.#timeout("verdict")), this.#patience.verdict);
          return true;
        },
      });
      connection.send({ from: envelope.from, to: [envelope.to], size: bytes.length }, message, (error, info) => {
        clearTimeout(timeouts);
        if (!error) {
          this.#release(line);
          return resolve(info!.response);
        }
        const failure = this.#error(stageOf(error, ended), error);
        // A refusal leaves the conversation usable, once it is told that this mail is over; whatever else happened does not.
        if (failure.stage === "connection" || failure.failure === "unknown") {
          connection.close();
          return reject(failure);
        }
        connection.reset((lost) => {
          if (lost) connection.close();
          else this.#release(line);
          reject(failure);
        });
      });
    });
  }

  #release(line: Line): void {
    line.mails++;
    if (line.mails >= mailsPerConnection) return this.#hangUp(line);
    line.idling = setTimeout(() => {
      const at = this.#free.indexOf(line);
      if (at >= 0) this.#free.splice(at, 1);
      this.#hangUp(line);
    }, idle);
    line.idling.unref();
    this.#free.push(line);
  }

  #hangUp({ connection, idling }: Line): void {
    clearTimeout(idling);
    connection.quit();
  }

  #timeout(stage: "connection" | "verdict"): MailError {
    const { answer, verdict } = this.#patience;
    const seconds = (stage === "verdict" ? verdict : answer) / 1000;
    return this.#error(stage, new Error(`no answer in ${seconds} s`));
  }

  #error(stage: MailStage, cause: Error & { response?: string; responseCode?: number }): MailError {
    const said = (cause.response ?? cause.message).replace(/\s+/g, " ").slice(0, 500);
    return new MailError(failureOf(stage, cause.responseCode), `${this.host}: ${said}`, { stage, cause });
  }
}

/** A server that sends us away, or the connection, says nothing about the mail: the same mail may go later. */
function failureOf(stage: MailStage, code: number | undefined): MailFailure {
  if (code === undefined) return stage === "verdict" ? "unknown" : "later";
  return code >= 500 && stage !== "connection" && stage !== "sender" ? "refused" : "later";
}

type SmtpError = Error & { readonly command?: string; readonly responseCode?: number };

function stageOf({ command, responseCode }: SmtpError, ended: boolean): MailStage {
  // After the end, an answer is about the mail; a lost connection leaves open what became of it.
  if (ended) return "verdict";
  if (command === "MAIL FROM") return "sender";
  if (command === "RCPT TO") return "recipient";
  return command === "DATA" && responseCode !== undefined ? "verdict" : "connection";
}

/**
 * A message for nodemailer that holds back the end of the data until the system has everything before it. So the time between
 * `beforeEnd` and the end being on its way is that of one system call, however slow the server is.
 */
function lastLineWaits(
  bytes: Uint8Array,
  socket: () => Socket | undefined,
  { beforeEnd }: { beforeEnd: () => boolean },
): Readable {
  const pipe = (data: Writable & { readonly readableLength: number }) => {
    const look = () => {
      const under = socket();
      if (under === undefined || under.destroyed || data.destroyed) return;
      if (data.writableLength + data.readableLength + under.writableLength > 0) return void setTimeout(look, 1);
      if (beforeEnd()) data.end();
    };
    data.write(bytes, () => setImmediate(look));
    return data;
  };
  // nodemailer asks nothing else of a message.
  return { pipe } as unknown as Readable;
}
