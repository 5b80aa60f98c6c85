/** Who does something, as far as the community has to know. */
import { LibraryError } from "../errors.ts";
import type { Reader } from "../readers/reader.ts";

export type Person = Pick<Reader, "id" | "role">;

export const isEditor = ({ role }: Person): boolean => role !== "reader";

/** @throws LibraryError NOT_ALLOWED */
export function mustBeEditor(person: Person, toDo: string): void {
  if (!isEditor(person)) throw new LibraryError("NOT_ALLOWED", `only editors and admins ${toDo}`);
}

/** @throws LibraryError NOT_ALLOWED */
export function mustBeAdmin({ role }: Person, toDo: string): void {
  if (role !== "admin") throw new LibraryError("NOT_ALLOWED", `only admins ${toDo}`);
}

export const noSuchPaper = (slug: string): LibraryError =>
  new LibraryError("NO_SUCH_PAPER", `there is no paper ${JSON.stringify(slug.slice(0, 100))} here`);
