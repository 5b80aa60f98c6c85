/** A reader's collections, and a new one. */
import { listCollections, addCollection } from "$lib/server/api/operations/lists";

export const GET = listCollections.handle;
export const POST = addCollection.handle;
