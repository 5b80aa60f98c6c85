/** Mail without a server: one .eml file each, which mail programs open. */
import { randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compose } from "./compose.ts";
import { MailError, type Mailer } from "./mailer.ts";

/** Readable by the owner only: mails hold links that sign people in. */
export const fileMailer = (folder: string, from: string): Mailer => ({
  kind: "files",
  where: folder,
  from,
  async send(mail) {
    const options = compose(mail, from);
    const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
    const bytes = await new MailComposer(options).compile().build();
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
    const name = `${stamp}-${randomBytes(3).toString("hex")}.eml`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Whoever looks sees a whole mail or none.
      await writeFile(join(folder, `.${name}`), bytes, { mode: 0o600 });
      await rename(join(folder, `.${name}`), join(folder, name));
    } catch (error) {
      throw new MailError("later", `cannot write a mail into ${folder}: ${(error as Error).message}`, { cause: error });
    }
  },
  close: async () => {},
});
