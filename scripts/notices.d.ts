/** The text of THIRD-PARTY-NOTICES as the lockfile and the installed packages have it. */
export function notices(): string;
/** What is installed to run papertape, as the lockfile has it; `optional` is what only some platforms get. */
export function packages(): readonly { readonly name: string; readonly version: string; readonly optional: boolean }[];
