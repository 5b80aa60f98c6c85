import { createServer, type AddressInfo, type Socket } from "node:net";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, test } from "vitest";
import { answer, startSink, type Behaviour, type Sink } from "../testing/smtp.ts";
import type { Mail, Mailer } from "./mailer.ts";
import { smtpMailer } from "./smtp-mailer.ts";

let sink: Sink | undefined;
let mailer: Mailer | undefined;
afterEach(async () => {
  await mailer?.close();
  await sink?.stop();
});
const timeouts = { connect: 400, answer: 400, verdict: 400 };
async function server(behaviour?: Behaviour, parameters = ""): Promise<Mailer> {
  sink = await startSink(behaviour);
  return (mailer = smtpMailer(sink.url + parameters, "papertape <papers@example.org>", timeouts));
}
const mail: Mail = {
  to: "ann@example.org",
  subject: "Grüße aus der Papierwelt",
  text: ".a line that begins with a dot\n..two\nüber alles\n.",
  html: "<p>Grüße</p>",
  headers: { "List-Id": "papertape <digest.papers.example.org>", "Auto-Submitted": "auto-generated" },
  messageId: "one@example.org",
  date: new Date("2026-11-25T08:00:00Z"),
};

describe("a mail over SMTP", () => {
  test("arrives with both parts, its headers and every dot", async () => {
    const { send } = await server();
    await expect(send(mail)).resolves.toMatch(/^250 /);
    const [{ from, to, raw }] = sink!.received;
    expect([from, to]).toEqual(["papers@example.org", "ann@example.org"]);
    const parsed = await simpleParser(raw);
    expect(parsed).toMatchObject({ subject: mail.subject, messageId: "<one@example.org>", date: mail.date });
    expect(parsed.text?.trim()).toBe(mail.text);
    expect(parsed.html).toContain("<p>Grüße</p>");
    expect(parsed.headers.get("auto-submitted")).toBe("auto-generated");
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(raw.indexOf("text/plain")).toBeLessThan(raw.indexOf("text/html"));
  });

  test("sent twice is the same to the last byte", async () => {
    const { send } = await server();
    await send(mail);
    await send(mail);
    expect(sink!.received[1].raw).toBe(sink!.received[0].raw);
  });

  test("shares few connections with many others", async () => {
    const { send } = await server({}, "?connections=3");
    await Promise.all(Array.from({ length: 40 }, (_, n) => send({ ...mail, messageId: `${n}@example.org` })));
    expect(sink!.received).toHaveLength(40);
    expect(sink!.connections()).toBe(3);
  });

  test("can be kept back until its last line, and then the server has nothing", async () => {
    const { send } = await server();
    const late = new Error("too late");
    await expect(
      send(mail, () => {
        throw late;
      }),
    ).rejects.toBe(late);
    let asked = 0;
    await send({ ...mail, to: "bob@example.org" }, () => void asked++);
    expect(asked).toBe(1);
    expect(sink!.received.map(({ to }) => to)).toEqual(["bob@example.org"]);
  });
});

describe("a server", () => {
  const failing = async (behaviour: Behaviour, one: Partial<Mail> = {}) => {
    let ended = false;
    const { send } = await server(behaviour);
    const error: unknown = await send({ ...mail, ...one }, () => (ended = true)).catch((thrown: unknown) => thrown);
    return { error, ended };
  };
  const refusal = (code: number, text: string) => () => {
    throw answer(code, text);
  };

  test("that refuses the recipient has seen nothing of the mail", async () => {
    expect(await failing({ onRecipient: refusal(550, "5.1.1 no such user") })).toMatchObject({
      error: {
        failure: "refused",
        stage: "recipient",
        message: expect.stringMatching(/550 5\.1\.1 no such user/) as string,
      },
      ended: false,
    });
  });
  test("that refuses the mail says so after it", async () => {
    expect(await failing({ onMail: refusal(554, "5.7.1 looks like spam") })).toMatchObject({
      error: { failure: "refused", stage: "verdict" },
      ended: true,
    });
  });
  test("that greylists takes it the next time", async () => {
    let tries = 0;
    const { error } = await failing({
      onRecipient() {
        if (tries++ === 0) throw answer(451, "4.7.1 come back later");
      },
    });
    expect(error).toMatchObject({ failure: "later", stage: "recipient" });
    await mailer!.send(mail);
    expect(sink!.received).toHaveLength(1);
    expect(sink!.connections()).toBe(1);
  });
  test("that hangs up after the mail leaves open whether it has it", async () => {
    expect(await failing({ onMail: () => "drop" })).toMatchObject({
      error: { failure: "unknown", stage: "verdict" },
      ended: true,
    });
  });
  test("that says nothing after the mail leaves it open too", async () => {
    expect(await failing({ onMail: () => "stall" })).toMatchObject({
      error: { failure: "unknown", message: expect.stringMatching(/no answer in 0\.4 s/) as string },
    });
  });
  test("that does not take our sender is not about the mail", async () => {
    const options = {
      onMailFrom: (_: unknown, __: unknown, done: (error: Error) => void) => done(answer(550, "who are you")),
    };
    expect(await failing({ options })).toMatchObject({ error: { failure: "later", stage: "sender" }, ended: false });
  });
  test("that does not let us in is not about the mail, and the password is in no message", async () => {
    sink = await startSink({
      options: {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_, __, done) => done(answer(535, "5.7.8 wrong")),
      },
    });
    mailer = smtpMailer(sink.url.replace("//", "//ann:secret@"), "papers@example.org", timeouts);
    const error = (await mailer.send(mail).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ failure: "later", stage: "connection" });
    expect(error.message + mailer.where).not.toContain("secret");
  });
  test("that takes most recipients of many and refuses one does so for each alone", async () => {
    const { send } = await server({
      onRecipient(to) {
        if (to.startsWith("n7@")) throw answer(550, "5.1.1 no such user");
      },
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => send({ ...mail, to: `n${n}@example.org` })),
    );
    expect(outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []))).toEqual([7]);
    expect(sink!.received).toHaveLength(19);
  });
  test("that went away between two mails is asked anew", async () => {
    let last: Socket | undefined;
    const { send } = await server({ onMail: (_, socket) => void (last = socket) });
    await send(mail);
    last!.destroy();
    await send(mail);
    expect([sink!.received.length, sink!.connections()]).toEqual([2, 2]);
  });
  test("that is not there, or does not greet, has nothing", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    for (const where of [`127.0.0.1:${port}`, "127.0.0.1:1"]) {
      const { send } = smtpMailer(`smtp://${where}`, "papers@example.org", timeouts);
      await expect(send(mail)).rejects.toMatchObject({ failure: "later", stage: "connection" });
    }
    silent.close();
  });
  test("that stalls in the middle has nothing either", async () => {
    const sockets: Socket[] = [];
    const halting = createServer((socket) => {
      sockets.push(socket);
      socket.write("220 hello\r\n");
      socket.on("data", (line) => /^EHLO/.test(String(line)) && socket.write("250 hello\r\n"));
    });
    await new Promise<void>((resolve) => halting.listen(0, "127.0.0.1", resolve));
    const { send } = smtpMailer(
      `smtp://127.0.0.1:${(halting.address() as AddressInfo).port}`,
      "papers@example.org",
      timeouts,
    );
    await expect(send(mail)).rejects.toMatchObject({ failure: "later", stage: "connection" });
    for (const socket of sockets) socket.destroy();
    halting.close();
  });
});
