/** `papertape digest preview|send`: what the mail of a day says, and sending it now instead of when it is due. */
import type { DigestReport } from "#library/digest/digests";
import { count } from "#library/words/count";
import { writeFile } from "node:fs/promises";
import { command } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { readSettings, type Settings } from "../settings.ts";
import { withStore } from "../store.ts";
import type { Output } from "../terminal/output.ts";
import { printable } from "../terminal/width.ts";

export default command({
  name: "digest",
  details: [
    "preview prints the mail of a day as somebody without preferences would get it; with --html it is written to a file that a browser opens. Nothing is sent.",
    "send makes and sends what is due, as the server does by itself every five minutes. With --date it is the digest of that day, to every confirmed subscriber who did not get it; with --to it goes to one of them only. Nobody gets a day or a paper twice, however often this is called.",
    "Mail goes through SMTP_URL; without it, into .eml files in the folder mail of the data folder.",
  ],
  args: {
    action: { type: "positional", required: true, description: "preview or send" },
    date: {
      type: "string",
      valueHint: "YYYY-MM-DD",
      description: "which day; default: the newest with papers, or what is due",
    },
    to: { type: "string", valueHint: "address", description: "send to this subscriber only" },
    html: { type: "string", valueHint: "file", description: "write the preview as HTML; - for standard output" },
    json: { type: "boolean", description: "print the result as JSON" },
  },
  examples: [
    { line: "digest preview", does: "the newest day's mail as text" },
    { line: "digest preview --date 2026-11-25 --html digest.html", does: "as a mail program shows it" },
    { line: "digest send", does: "what is due by now" },
    { line: "digest send --date 2026-11-25 --to ann@example.org", does: "one day to one subscriber" },
  ],
  async run({ action, date, to, html, json }, { out, err }) {
    if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(date))
      throw new UsageError(`invalid --date: ${JSON.stringify(date)}; it is a day like 2026-11-25`);
    const settings = readSettings();
    if (action === "preview") {
      if (to !== undefined) throw new UsageError("--to is for digest send; a preview goes to nobody");
      return preview(settings, { day: date, html, json: json === true }, out, err);
    }
    if (action !== "send") throw new UsageError(`invalid action: ${JSON.stringify(action)}; it is preview or send`);
    if (html !== undefined) throw new UsageError("--html is for digest preview");
    const report = await withStore(settings, "papertape digest send", ({ digests }) =>
      digests.send({ day: date, to, explain: true }),
    );
    if (json) out.json(report);
    else describe(report, settings, out);
    if (report.stopped === null) return;
    err.line(`stopped: ${printable(report.stopped)}`);
    return exitCodes.failure;
  },
});

interface PreviewOptions {
  readonly day: string | undefined;
  readonly html: string | undefined;
  readonly json: boolean;
}

async function preview(
  settings: Settings,
  { day, html, json }: PreviewOptions,
  out: Output,
  err: Output,
): Promise<number | void> {
  const answer = await withStore(settings, "papertape digest preview", ({ digests }) => digests.preview({ day }));
  const { message } = answer;
  if (json) return out.json(answer);
  if (message === null)
    return err.line(`nothing to mail on ${answer.day}: ${answer.why ?? "no papers"}, so no digest is sent`);
  if (html === "-") return out.text(message.html);
  if (html === undefined) return out.text(`Subject: ${printable(message.subject)}\n\n${lines(message.text)}`);
  await writeFile(html, message.html).catch((error: Error) => {
    throw new Failure(`cannot write ${html}: ${error.message}`, { cause: error });
  });
  out.line(`${html}: ${printable(message.subject)}`);
}

/** Titles are other people's words: none may steer the terminal. */
const lines = (text: string): string => text.split("\n").map(printable).join("\n");

function describe(report: DigestReport, { mail }: Settings, out: Output): void {
  const { made, sent, later, failed, suspended, skipped } = report;
  out.line(
    [
      `${count(made, "digest")} made, ${sent} sent`,
      ...(later > 0 ? [`${later} to be tried again`] : []),
      ...(failed > 0 ? [`${failed} given up`] : []),
      ...(suspended > 0 ? [`${count(suspended, "address", "addresses")} suspended`] : []),
    ].join(", "),
  );
  if (skipped.length > 0) out.line(`${count(skipped.length, "address", "addresses")} without a digest:`);
  for (const { email, reason } of skipped) out.line(`  ${printable(email)}: ${printable(reason)}`);
  if (sent > 0 && mail.smtpUrl === undefined)
    out.line("There is no SMTP_URL: they are .eml files in the folder mail of the data folder.");
}
