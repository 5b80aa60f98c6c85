/** A reader's own account: name, where they are signed in, personal tokens, and the way out. */
import { scopes, type Scope } from "#library/readers/reader";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { requireReader } from "$lib/server/guard/reader";
import { forgetSession, readSession } from "$lib/server/guard/session-cookie";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { id, name, email, role } = requireReader(event);
  const { readers } = context().library;
  return {
    name,
    email,
    role,
    sessions: await readers.sessions(id, readSession(event)),
    tokens: await readers.tokens(id),
  };
};

const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text);

/** Does one thing to the reader's own account, and comes back to the page. */
const own =
  (form: string, work: (readerId: number, data: FormData, event: RequestEvent) => Promise<void>) =>
  async (event: RequestEvent) => {
    const { id } = requireReader(event);
    const data = await event.request.formData();
    const refused = await acting(form, data, () => work(id, data, event));
    if (refused !== undefined) return refused;
    redirect(303, "/account");
  };

export const actions = {
  rename: own("rename", (id, data) => context().library.readers.rename(id, fieldOf(data, "name"))),
  endSession: own("sessions", (id, data) => context().library.readers.endSessionOf(id, fieldOf(data, "session"))),
  endOthers: own("sessions", (id, _, event) => context().library.readers.endSessionsOf(id, readSession(event))),
  revoke: own("tokens", (id, data) => context().library.readers.revokeToken(id, numberOf(data, "token"))),

  /** The token is in this answer and nowhere else. */
  createToken: async (event) => {
    const { id } = requireReader(event);
    const data = await event.request.formData();
    const scope = fieldOf(data, "scope");
    const made = await acting("createToken", data, () =>
      context().library.readers.createToken(id, {
        name: fieldOf(data, "name"),
        scope: isScope(scope) ? scope : "read",
      }),
    );
    return typeof made === "string" ? { form: "createToken", token: made, message: null, typed: {} } : made;
  },

  signOut: async (event) => {
    const session = readSession(event);
    if (session !== undefined) await context().library.readers.endSession(session);
    forgetSession(event);
    redirect(303, "/");
  },

  everywhere: async (event) => {
    await context().library.readers.endSessionsOf(requireReader(event).id);
    forgetSession(event);
    redirect(303, "/");
  },

  remove: async (event) => {
    const { id, name } = requireReader(event);
    const data = await event.request.formData();
    const refused = await acting("remove", data, async () => {
      if (fieldOf(data, "confirm") === name) await context().library.readers.deleteAccount(id);
    });
    if (refused !== undefined) return refused;
    if (fieldOf(data, "confirm") !== name)
      return { form: "remove", message: "That is not your name; nothing was deleted.", token: null, typed: {} };
    forgetSession(event);
    redirect(303, "/");
  },
} satisfies Actions;
