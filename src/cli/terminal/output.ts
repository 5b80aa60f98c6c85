/** Standard output and standard error: colour only for people, and no complaint when the reader of a pipe has seen enough. */
import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export class Output {
  #open = true;

  constructor(readonly stream: NodeJS.WriteStream) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // `papertape papers | head`: head leaves when it has its lines. The command still ends as it would have.
      if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
      this.#open = false;
    });
  }

  /** Whether a person looks at it. */
  get interactive(): boolean {
    return this.stream.isTTY === true && process.env.TERM !== "dumb";
  }

  /** Width of the terminal; null where there is none, and lines may be of any length. */
  get columns(): number | null {
    return this.stream.isTTY && this.stream.columns > 0 ? this.stream.columns : null;
  }

  /** Colours follow NO_COLOR, FORCE_COLOR and what the terminal can do. */
  paint(style: Style, text: string): string {
    return styleText(style, text, { stream: this.stream, validateStream: true });
  }

  text(text: string): void {
    if (this.#open) this.stream.write(text);
  }

  line(text = ""): void {
    this.text(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }
}
