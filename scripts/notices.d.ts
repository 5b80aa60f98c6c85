/** The text of THIRD-PARTY-NOTICES as the lockfile and the installed packages have it. */
export function notices(): string;
