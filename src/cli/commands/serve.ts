/** `papertape serve`: the site, until somebody stops it. */
import { command } from "../command.ts";
import { exitCodes, explain } from "../failure.ts";
import { aborted, listenForInterrupt } from "../interrupt.ts";
import { isPublic } from "../serve/address.ts";
import { startServer } from "../serve/server.ts";
import { readSettings } from "../settings.ts";

export default command({
  name: "serve",
  details: [
    "Opens the data folder (PAPERTAPE_DATA), or the Postgres of DATABASE_URL, and listens on PORT at HOST: 4321 on this machine only, unless told otherwise. While it runs, the other commands work through it.",
    "Where people come by a name, through a proxy or not, set ORIGIN to the address that they use, for example https://papers.example.org: forms that come by another name are refused.",
    "On this machine alone, whoever opens the site is its owner. With a public HOST or ORIGIN, or PAPERTAPE_TEAM=1, people sign in by a link in a mail (SMTP_URL, MAIL_FROM). Who enters the code that is printed here becomes the first admin, and has what the owner had; until then a new one is printed at every start.",
    "Ctrl-C lets requests under way finish and ends with exit code 0; a second Ctrl-C leaves at once.",
  ],
  args: {
    dev: { type: "boolean", description: "serve the sources through Vite, for work on the site itself" },
  },
  examples: [
    { line: "serve", does: "http://localhost:4321" },
    { line: "serve --dev", does: "changes of the sources appear at once" },
  ],
  async run({ dev }, { out, err }) {
    const settings = readSettings();
    const interrupt = listenForInterrupt(() => err.line("papertape stops; Ctrl-C again leaves at once"));
    try {
      const running = await startServer(settings, {
        dev: dev === true,
        onError: (error, { method, url }) => err.line(`${method} ${url}: ${explain(error).lines[0]}`),
        onJobError: (error) => err.line(`jobs: ${explain(error).lines[0]}`),
      });
      out.line(`papertape is at ${out.paint("bold", running.address)}`);
      if (isPublic(settings.host)) err.line(`It listens on ${settings.host}: others on the network can reach it.`);
      if (running.ownerCode !== null)
        err.line(
          `Nobody administers this site yet. Ask for a link at ${settings.origin ?? running.address}/sign-in and enter this code with it; it works once, until the next start: ${err.paint("bold", running.ownerCode)}`,
        );
      if (settings.team) {
        const { kind, where } = running.mail;
        if (kind === "files")
          err.line(`SMTP_URL is not set: mails, with the links that sign people in, are files in ${where}.`);
        if (settings.origin === undefined)
          err.line(
            `ORIGIN is not set: links in mails begin with ${running.address}, where only this machine finds it, and whoever comes by another name than localhost can only read.`,
          );
      }
      await aborted(AbortSignal.any([interrupt.signal, running.lost]));
      await running.close();
      // Whoever watches over this process starts it again, and the database comes up with what it had stored.
      running.lost.throwIfAborted();
      return exitCodes.ok;
    } finally {
      interrupt.release();
    }
  },
});
