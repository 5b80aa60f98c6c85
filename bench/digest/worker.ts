/** One sending process: makes and sends what is due until nothing is left, or it is killed. `worker.ts <database url> <smtp url> <folder>` */
import { createDigests } from "../../src/library/digest/digests.ts";
import { smtpMailer } from "../../src/library/mail/smtp-mailer.ts";
import { openEmbedded, openServer } from "../../src/library/store/database.ts";

const [where, smtp, folder] = process.argv.slice(2);
const { db, close } = where.startsWith("postgres:") ? await openServer(where) : await openEmbedded(where);
const mailer = smtpMailer(`${smtp}?connections=4`, "papertape <papers@example.org>");
const digests = createDigests(db, { mailer, site: () => "https://papers.example.org", folder });
const started = performance.now();
process.send?.("working");
const report = await digests.send();
process.send?.({
  ...report,
  seconds: (performance.now() - started) / 1000,
  peak: process.resourceUsage().maxRSS * 1024,
});
await mailer.close();
await close();
process.disconnect?.();
