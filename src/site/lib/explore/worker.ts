/** Computes what the reader of a page has set, with the paper's own method. One thread, so that nothing re-enters this file. */
import { viewAt } from "#lab/kit/index";
import { loadExplore } from "./files.ts";
import { isAsk, type Answer, type Ask } from "./protocol.ts";

addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (isAsk(data)) void answer(data).then((said) => postMessage(said));
});

async function answer({ slug, values }: Ask): Promise<Answer> {
  try {
    const explore = await loadExplore(slug);
    if (explore === null) throw new Error(`nothing to touch for ${slug}`);
    return { papertape: "seen", seen: await viewAt(explore, values) };
  } catch (error) {
    return { papertape: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
