/** One collection. */
import { getCollection, changeCollection, removeCollection } from "$lib/server/api/operations/lists";

export const GET = getCollection.handle;
export const PATCH = changeCollection.handle;
export const DELETE = removeCollection.handle;
