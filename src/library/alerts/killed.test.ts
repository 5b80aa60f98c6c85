import { afterEach, beforeEach, expect, test } from "vitest";
import { killChildren, startChild, type Child } from "../testing/children.ts";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { startSink, type Behaviour, type Received, type Sink } from "../testing/smtp.ts";

let sink: Sink;
let folder: string;
let onMail: NonNullable<Behaviour["onMail"]>;
beforeEach(async () => {
  onMail = () => {};
  sink = await startSink({ onMail: (mail, socket) => onMail(mail, socket) });
  process.env.SMTP_URL = sink.url;
  folder = temporaryFolder();
});
afterEach(async () => {
  delete process.env.SMTP_URL;
  await killChildren();
  await sink.stop();
  removeTemporaryFolders();
});

async function child(): Promise<Child> {
  const started = startChild("alert", folder);
  await started.next();
  return started;
}
async function tell(of: Child, ...words: readonly string[]): Promise<unknown> {
  let came: unknown;
  for (const word of words) {
    of.tell(word);
    ({ came } = await of.next());
  }
  return came;
}

test("killed between what happened, writing it down, raising it, putting it into a mail and sending, an alert is mailed once", async () => {
  for (const last of ["follow", "raise", "put"]) {
    const one = await child();
    await tell(one, last);
    await one.kill();
  }
  expect(sink.received).toEqual([]);
  const one = await child();
  expect(await tell(one, "raise", "send")).toMatchObject({ sent: 1 });
  await one.kill();
  expect(await tell(await child(), "raise", "put", "send")).toMatchObject({ sent: 0 });
  expect(sink.received).toHaveLength(1);
  expect(sink.received[0]).toMatchObject({ to: "ada@example.org" });
});

test("killed when the server has the mail and has not answered, it is not mailed again", async () => {
  const one = await child();
  await tell(one, "follow", "raise", "put");
  const taken: Received[] = [];
  let gone: Promise<void> | undefined;
  onMail = (mail) => {
    taken.push(mail);
    gone ??= one.kill();
    return "stall";
  };
  one.tell("send");
  await expect.poll(() => taken.length, { timeout: 60_000 }).toBe(1);
  await gone;
  onMail = (mail) => void taken.push(mail);
  expect(await tell(await child(), "raise", "send")).toMatchObject({ sent: 0 });
  expect(taken).toHaveLength(1);
});
