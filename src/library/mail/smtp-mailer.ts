/** Mail over SMTP: a small pool of connections, short patience, and three answers to what happened to a mail. */
import type { Readable } from "node:stream";
import { compose } from "./compose.ts";
import { MailError, type MailFailure, type Mailer } from "./mailer.ts";

export interface SmtpPatience {
  /** Milliseconds to connect and to be greeted. */
  readonly connect: number;
  /** Milliseconds of silence in a conversation. */
  readonly answer: number;
}

const usual: SmtpPatience = { connect: 10_000, answer: 30_000 };

/** @param url checked by whoever read it from the environment. */
export function smtpMailer(url: string, from: string, patience: SmtpPatience = usual): Mailer {
  let started: ReturnType<typeof start> | undefined;
  const transport = () => (started ??= start(url, patience));
  return {
    kind: "smtp",
    where: new URL(url).host,
    from,
    async send(mail) {
      const data: Data = { ...compose(mail, from) };
      const { transporter } = await transport();
      try {
        await transporter.sendMail(data);
      } catch (error) {
        throw describe(error as SmtpError, data.body?.readableDidRead === true, new URL(url).host);
      }
    },
    async close() {
      if (started !== undefined) (await started).transporter.close();
    },
  };
}

type Data = ReturnType<typeof compose> & { body?: Readable };
type SmtpError = Error & { readonly code?: string; readonly responseCode?: number; readonly response?: string };

async function start(url: string, { connect, answer }: SmtpPatience) {
  const { createTransport } = await import("nodemailer");
  const transporter = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: connect,
    greetingTimeout: connect,
    socketTimeout: answer,
  });
  // The body is read once the server has agreed to take it: from then on a lost connection leaves the outcome open.
  transporter.use("stream", ({ data, message }, done) => {
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => ((data as Data).body = create(options));
    done();
  });
  return { transporter };
}

function describe(error: SmtpError, bodySent: boolean, host: string): MailError {
  const code = error.responseCode;
  const failure: MailFailure =
    code === undefined ? (bodySent ? "unknown" : "later") : code >= 500 && error.code !== "EAUTH" ? "refused" : "later";
  const said = error.response ?? error.message;
  return new MailError(failure, `${host}: ${said}`, { cause: error });
}
