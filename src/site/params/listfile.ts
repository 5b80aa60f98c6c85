/** The names of the files in which a list of papers leaves. */
import { isListFile, type ListFileName } from "../lib/list-files.ts";

export const match = (text: string): text is ListFileName => isListFile(text);
