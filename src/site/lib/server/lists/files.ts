/** A list of papers as a file. */
import { listFormats, type CitedList, type ListFormatName } from "#library/citations/list";
import { listFileNames, type ListFileName } from "../../list-files.ts";

const formatOf = (file: ListFileName) => file.slice("papers.".length) as ListFormatName;

/** The files, and what their formats are called. */
export const listFiles = listFileNames.map((file) => ({ file, name: listFormats[formatOf(file)].name }));

/** An answer that is saved as a file and kept by nobody on its way. */
export function listAnswer(file: ListFileName, list: CitedList): Response {
  const { mediaType, write } = listFormats[formatOf(file)];
  return new Response(write(list), {
    headers: {
      "content-type": mediaType,
      "content-disposition": `attachment; filename="${file}"`,
      "cache-control": "private, no-cache",
    },
  });
}
