/** A real mail server in this process, which takes, refuses, stalls or hangs up as a test wants it. */
import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

export interface Received {
  readonly from: string;
  readonly to: string;
  /** The message as it came. */
  readonly raw: string;
}

export interface Sink {
  /** "smtp://127.0.0.1:41234" */
  readonly url: string;
  readonly received: Received[];
  /** Connections so far. */
  connections(): number;
  stop(): Promise<void>;
}

/** An answer other than "250 OK". */
export function answer(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

export interface Behaviour {
  /** Thrown: the answer to RCPT TO. */
  readonly onRecipient?: (to: string) => void;
  /** When the whole mail has come; thrown: the answer. "drop": hang up without one, "stall": say nothing. */
  readonly onMail?: (mail: Received, socket: Socket) => void | "drop" | "stall";
  readonly options?: SMTPServerOptions;
}

export async function startSink({ onRecipient, onMail, options }: Behaviour = {}): Promise<Sink> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, done) => done(thrownBy(() => onRecipient?.(address))),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const mail = { ...addressesOf(session), raw: Buffer.concat(chunks).toString("utf8") };
        const socket = [...sockets].find(({ remotePort }) => remotePort === session.remotePort)!;
        let what: void | "drop" | "stall";
        try {
          what = onMail?.(mail, socket);
        } catch (refused) {
          return done(refused as Error);
        }
        if (what === "drop") return socket.destroy();
        if (what === "stall") return;
        received.push(mail);
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function addressesOf({ envelope }: SMTPServerSession): { from: string; to: string } {
  const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
  return { from, to: envelope.rcptTo.map(({ address }) => address).join(", ") };
}

function thrownBy(work: () => unknown): Error | null {
  try {
    work();
    return null;
  } catch (error) {
    return error as Error;
  }
}
