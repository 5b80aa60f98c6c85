/** Mail over SMTP, through a small pool of connections. */
import { messageOf } from "./compose.ts";
import type { Mailer } from "./mailer.ts";
import { SmtpPool, type SmtpTimeouts } from "./smtp-pool.ts";

/** Servers that are not ours count more than a few from one address as an attack. */
const usualConnections = 4;

/** @param url checked by whoever read it from the environment; `?connections=8` for another number than 4. */
export function smtpMailer(url: string, from: string, timeouts?: SmtpTimeouts): Mailer {
  const connections = Number(new URL(url).searchParams.get("connections")) || usualConnections;
  const pool = new SmtpPool({ url, connections, timeouts });
  return {
    kind: "smtp",
    where: pool.host,
    from,
    async send(mail, beforeEnd) {
      const { bytes, from: sender } = await messageOf(mail, from);
      return pool.send({ from: sender, to: mail.to }, bytes, beforeEnd);
    },
    close: () => Promise.resolve(pool.close()),
  };
}
