/** Forms: what was typed, and a refusal that comes back to the page with everything still there. */
import { getRequestEvent } from "$app/server";
import { fail, type ActionFailure } from "@sveltejs/kit";
import { refusalOf, retryAfter } from "./answers.ts";

export interface FormProblem {
  /** Which form of the page; where it stands several times, with the number of what it is about: "edit 17". */
  readonly form: string;
  readonly message: string;
  readonly typed: Readonly<Record<string, string>>;
}

/** The text of a field; empty where there is none, or a file. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The number of a comment, a claim, ...; 0, which nothing has, for anything else. */
export function numberOf(form: FormData, name: string): number {
  const text = fieldOf(form, name);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}

/** Does what a form asks for. What is refused becomes the form's problem; anything unexpected stays an exception. */
export async function acting<Value>(
  form: string,
  data: FormData,
  work: () => Promise<Value>,
): Promise<Value | ActionFailure<FormProblem>> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    const typed = Object.fromEntries(
      [...data].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
    const { message } = refusal;
    getRequestEvent().setHeaders(retryAfter(refusal));
    return fail(refusal.status, { form, message: `${message[0].toUpperCase()}${message.slice(1)}.`, typed });
  }
}
