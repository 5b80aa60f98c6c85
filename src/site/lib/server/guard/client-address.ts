/** Where a request comes from, in the network. */
import type { RequestEvent } from "@sveltejs/kit";
import { Refused } from "../http/answers.ts";

/**
 * What limits count where nobody is signed in.
 * @throws Refused 400 where it is not known: a proxy was to say it in the header that ADDRESS_HEADER names, and did not, or was not asked.
 */
export function clientAddress(event: Pick<RequestEvent, "getClientAddress">): string {
  const address = told(event);
  if (address !== "") return address;
  throw new Refused(
    400,
    "NO_CLIENT_ADDRESS",
    "this request does not say where it comes from: the proxy has to send the header that ADDRESS_HEADER names, with as many addresses as XFF_DEPTH says; ask through the proxy",
  );
}

/** The adapter throws where the header is missing, or too short. */
function told(event: Pick<RequestEvent, "getClientAddress">): string {
  try {
    return (event.getClientAddress() as string | undefined)?.trim() ?? "";
  } catch {
    return "";
  }
}
