/** A paper in a collection. */
import { collectPaper, takePaper } from "$lib/server/api/operations/lists";

export const PUT = collectPaper.handle;
export const DELETE = takePaper.handle;
