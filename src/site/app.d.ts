/** Types that SvelteKit and Vite look for. */
import type { Reader, Scope } from "#library/readers/reader";

declare global {
  /** Version of onnxruntime-web in the browser bundle. */
  const __ORT_WEB_VERSION__: string;

  namespace App {
    interface Locals {
      /**
       * Who is signed in, or whose personal token this is. Use `requireReader` or `requireRole` of `$lib/server/reader` where somebody
       * must be. What a token may do was asked before, by the table of `$lib/server/access`.
       */
      reader: Reader | null;
      /** Of the personal token that was sent; null: none was. */
      tokenScope: Scope | null;
      /** Whether the page failed because the database could not be reached for the moment. */
      unavailable?: boolean;
    }
    interface Error {
      message: string;
      /** Pages somebody may have meant. */
      suggestions?: readonly { readonly href: string; readonly title: string }[];
      /** Where somebody came from, or the nearest page that there is. */
      back?: { readonly href: string; readonly title: string };
    }
  }
}
