/** Types that SvelteKit and Vite look for. */
import type { Reader, Scope } from "#library/readers/reader";

declare global {
  /** Version of onnxruntime-web in the browser bundle. */
  const __ORT_WEB_VERSION__: string;

  namespace App {
    interface Locals {
      /** Who is signed in. Use `requireReader` or `requireRole` of `$lib/server/reader` where somebody must be. */
      reader: Reader | null;
      /** What this request may do in the reader's name: everything, unless it came with a personal token of less. */
      scope: Scope;
    }
    interface Error {
      message: string;
      /** Pages somebody may have meant. */
      suggestions?: readonly { readonly href: string; readonly title: string }[];
    }
  }
}
