/** Who has an account, what they may do, and whether strangers may make one. */
import { roles, type Role } from "#library/readers/reader";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/forms";
import { requireRole } from "$lib/server/reader";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { id } = requireRole(event, "admin");
  const { readers } = context().library;
  return { me: id, people: await readers.people(), open: await readers.registrationOpen() };
};

const roleOf = (data: FormData): Role => roles.find((role) => role === fieldOf(data, "role")) ?? "reader";

const act =
  (form: string, work: (admin: number, data: FormData) => Promise<unknown>) => async (event: RequestEvent) => {
    const { id } = requireRole(event, "admin");
    const data = await event.request.formData();
    const outcome = await acting(form, data, async () => void (await work(id, data)));
    if (outcome !== undefined) return outcome;
    redirect(303, "/admin/people");
  };

export const actions = {
  invite: act("invite", (admin, data) => context().library.readers.invite(admin, fieldOf(data, "email"), roleOf(data))),
  role: act("people", (admin, data) =>
    context().library.readers.setRole(admin, numberOf(data, "person"), roleOf(data)),
  ),
  disable: act("people", (admin, data) =>
    context().library.readers.setDisabled(admin, numberOf(data, "person"), fieldOf(data, "on") === "yes"),
  ),
  registration: act("registration", (admin, data) =>
    context().library.readers.setRegistration(admin, fieldOf(data, "open") === "yes"),
  ),
} satisfies Actions;
