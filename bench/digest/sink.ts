/** A mail server that takes everything and remembers only whose mail it was: a process of its own, so that its work is not the sender's. */
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";

/** Recipient and Message-ID, in the order in which they were taken. */
let taken: [to: string, id: string][] = [];
let bytes = 0;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  disableReverseLookup: true,
  logger: false,
  onData(stream, session, done) {
    let head = "";
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (head.length < 4_000) head += chunk.toString("latin1");
    });
    stream.on("end", () => {
      // Without the last line it was never whole, whatever has come of it.
      taken.push([session.envelope.rcptTo[0].address, /^Message-ID: (.*)$/im.exec(head)?.[1].trim() ?? ""]);
      done();
    });
  },
});
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.server.address() as AddressInfo).port }));
process.on("message", (wish) => {
  if (wish === "count") process.send?.({ count: taken.length });
  if (wish === "report") process.send?.({ taken, bytes });
  if (wish === "forget") [taken, bytes] = [[], 0];
});
process.on("disconnect", () => process.exit());
