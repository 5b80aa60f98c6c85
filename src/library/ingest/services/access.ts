/** How this installation asks the services of the network: who it says it is, and the keys it was given. */
import { PoliteClient, type ClientOptions } from "../fetch/client.ts";
import type { Access } from "./batch.ts";

export interface Network {
  /** Name and version: "papertape/0.1.0". */
  readonly program: string;
  /** An e-mail address or a web address of whoever runs this. */
  readonly contact?: string;
  readonly semanticScholarKey?: string;
  readonly openAlexKey?: string;
}

export type NetworkAccess = Pick<Access, "fetcher" | "keys">;

export function networkAccess(
  { program, contact, semanticScholarKey, openAlexKey }: Network = { program: "papertape" },
  options: Partial<ClientOptions> = {},
): NetworkAccess {
  const isPage = contact?.includes("://") ?? false;
  const reachable = contact === undefined ? "" : ` (${isPage ? `+${contact}` : `mailto:${contact}`})`;
  return {
    fetcher: new PoliteClient({ userAgent: `${program}${reachable}`, ...options }),
    keys: {
      semanticScholar: semanticScholarKey,
      openAlex: openAlexKey,
      crossrefMailto: isPage ? null : contact,
    },
  };
}
