/** What the process that serves the site hands over to it. The bundled site must not open the library a second time. */
import type { Library } from "#library/index";

export interface SiteContext {
  /** Opened by the server. The site imports types of the library and words, and calls everything else through this. */
  readonly library: Library;
  readonly catalogue: Library["catalogue"];
  /** The command line of this machine authenticates with it; 32 random bytes in the lock file of the data folder. */
  readonly token: string;
  /** papertape's own version. */
  readonly version: string;
  /** Many people, each signed in by mail; else the owner is signed in, always. */
  readonly team: boolean;
  /** Where the Zotero of this machine listens. */
  readonly zoteroPort: number;
}

const place = Symbol.for("papertape.site");

/** @throws Error when the site runs without `papertape serve`. */
export function context(): SiteContext {
  const found = (globalThis as { [place]?: SiteContext })[place];
  if (found === undefined) throw new Error("the site was started without a library: start it with `papertape serve`");
  return found;
}
