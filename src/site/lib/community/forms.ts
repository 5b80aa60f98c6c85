/** What forms of the community have in common in the browser. */
import type { SubmitFunction } from "@sveltejs/kit";

/** Closes the disclosure that a form stands in once it is done; what was refused stays open. */
export const closing: SubmitFunction = ({ formElement }) => {
  return async ({ result, update }) => {
    await update({ reset: result.type !== "failure" });
    if (result.type === "redirect") formElement.closest("details")?.removeAttribute("open");
  };
};
