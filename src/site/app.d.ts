/** Types that SvelteKit and Vite look for. */
declare global {
  /** Version of onnxruntime-web in the browser bundle. */
  const __ORT_WEB_VERSION__: string;

  namespace App {
    interface Error {
      message: string;
      /** Pages somebody may have meant. */
      suggestions?: readonly { readonly href: string; readonly title: string }[];
    }
  }
}

export {};
