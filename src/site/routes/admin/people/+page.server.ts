/** Who has an account, what they may do, and whether strangers may make one. */
import { roles, type Reader, type Role } from "#library/readers/reader";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { requireRole } from "$lib/server/guard/reader";
import { sendInvitation } from "$lib/server/guard/sign-in";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { id } = requireRole(event, "admin");
  const { readers, mailer } = context().library;
  return {
    me: id,
    people: await readers.people(),
    open: await readers.registrationOpen(),
    mail: { kind: mailer.kind, where: mailer.where },
    invited: event.url.searchParams.has("invited"),
  };
};

const roleOf = (data: FormData): Role => roles.find((role) => role === fieldOf(data, "role")) ?? "reader";

const act =
  (form: string, work: (admin: Reader, data: FormData) => Promise<unknown>, then = "/admin/people") =>
  async (event: RequestEvent) => {
    const admin = requireRole(event, "admin");
    const data = await event.request.formData();
    const outcome = await acting(form, data, async () => void (await work(admin, data)));
    if (outcome !== undefined) return outcome;
    redirect(303, then);
  };

const invited = "/admin/people?invited";

export const actions = {
  invite: act(
    "invite",
    async (admin, data) => {
      const reader = await context().library.readers.invite(admin.id, fieldOf(data, "email"), roleOf(data));
      await sendInvitation(reader, admin);
    },
    invited,
  ),
  again: act("people", (admin, data) => sendInvitation({ id: numberOf(data, "person") }, admin), invited),
  role: act("people", (admin, data) =>
    context().library.readers.setRole(admin.id, numberOf(data, "person"), roleOf(data)),
  ),
  disable: act("people", (admin, data) =>
    context().library.readers.setDisabled(admin.id, numberOf(data, "person"), fieldOf(data, "on") === "yes"),
  ),
  registration: act("registration", (admin, data) =>
    context().library.readers.setRegistration(admin.id, fieldOf(data, "open") === "yes"),
  ),
} satisfies Actions;
