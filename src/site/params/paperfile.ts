/** The names of a paper's files. */
import { paperFileNames, type PaperFileName } from "../lib/paper-files.ts";

export const match = (text: string): text is PaperFileName => (paperFileNames as readonly string[]).includes(text);
