/** Before each test file: an empty embedded database is unpacked from one that was made once. Processes that tests start make their own. */
import { vi } from "vitest";

vi.mock(import("../store/empty-image.ts"), async (original) => {
  const { emptyImage } = await original();
  const { cachedImage } = await import("./image.ts");
  return { emptyImage: () => cachedImage(emptyImage) };
});
