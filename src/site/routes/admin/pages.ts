/** The pages of administration, in the order of their links. */
export interface AdminPage {
  readonly href: string;
  readonly title: string;
  /** The least role that may use it. */
  readonly role: "editor" | "admin";
  readonly about: string;
}

export const adminPages: readonly AdminPage[] = [
  { href: "/admin", title: "Overview", role: "editor", about: "" },
  { href: "/admin/sources", title: "Sources", role: "admin", about: "where papers come from, and what they brought" },
  { href: "/admin/people", title: "People", role: "admin", about: "invitations, roles, who may come in" },
  { href: "/admin/subscribers", title: "Subscribers", role: "admin", about: "who gets the digest" },
  { href: "/admin/reports", title: "Reports", role: "editor", about: "comments that readers reported" },
  {
    href: "/admin/runs",
    title: "Runs",
    role: "admin",
    about: "what visitors say they have run, and who may run on the server",
  },
  { href: "/admin/claims", title: "Authorship", role: "admin", about: "readers who say they wrote a paper" },
  { href: "/admin/backup", title: "Backup", role: "admin", about: "everything in one file, and how to restore it" },
  { href: "/admin/audit", title: "Audit log", role: "admin", about: "who did what" },
];
