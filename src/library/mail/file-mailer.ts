/** Mail without a server: one .eml file each, which mail programs open. */
import { randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, nameOf } from "./compose.ts";
import { MailError } from "./failure.ts";
import type { Mailer } from "./mailer.ts";

/** Readable by the owner only: mails hold links that sign people in. */
export const fileMailer = (folder: string, from: string): Mailer => ({
  kind: "files",
  where: folder,
  from,
  async send(mail, beforeEnd) {
    const { bytes } = await messageOf(mail, from);
    const stamp = (mail.date ?? new Date()).toISOString().replaceAll(/[:.]/g, "-");
    // The same mail again is the same file.
    const own = mail.messageId === undefined ? randomBytes(3).toString("hex") : nameOf(mail.messageId);
    const name = `${stamp}-${own}.eml`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Whoever looks sees a whole mail or none.
      await writeFile(join(folder, `.${name}`), bytes, { mode: 0o600 });
      beforeEnd?.();
      await rename(join(folder, `.${name}`), join(folder, name));
      return `written to ${name}`;
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      throw new MailError("later", `cannot write a mail into ${folder}: ${error.message}`, { cause: error });
    }
  },
  close: async () => {},
});
