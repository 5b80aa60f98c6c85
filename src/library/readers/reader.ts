/** Who somebody is to the site, and what that allows. */

/** In ascending order: each may do what those before it may. */
export const roles = ["reader", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Reader {
  readonly id: number;
  readonly name: string;
  /** null for the owner of a single-user installation. */
  readonly email: string | null;
  readonly role: Role;
}

/** What a personal token may do: look, act as its owner, or also administer if its owner may. In ascending order. */
export const scopes = ["read", "write", "admin"] as const;
export type Scope = (typeof scopes)[number];

export const hasRole = ({ role }: Pick<Reader, "role">, needed: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(needed);

export const allows = (scope: Scope, needed: Scope): boolean => scopes.indexOf(scope) >= scopes.indexOf(needed);
