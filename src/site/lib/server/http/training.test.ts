import { LibraryError } from "#library/errors";
import type { LearnRequest } from "#library/search/meaning/learner";
import type { Search } from "#library/search/search";
import { expect, test } from "vitest";
import { trainingAnswer } from "./training.ts";

const linesOf = async (learn: Search["learn"]): Promise<unknown[]> =>
  (await trainingAnswer({ learn }, { anew: true }).text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

test("a line tells each step, and the last one what came of it", async () => {
  let asked: LearnRequest | undefined;
  const lines = await linesOf(async (request) => {
    asked = request;
    request!.onProgress!(0.5, "step 1 of 2");
    return null;
  });
  expect(asked).toMatchObject({ now: true, anew: true });
  expect(lines).toEqual([
    { type: "progress", share: 0.5, doing: "step 1 of 2" },
    { type: "learning", learning: null },
  ]);
});

test("what is refused or fails is the last line", async () => {
  const refused = new LibraryError("TOO_FEW_ABSTRACTS", "too few");
  expect(await linesOf(() => Promise.reject(refused))).toEqual([
    { type: "failed", code: "TOO_FEW_ABSTRACTS", message: "too few" },
  ]);
  expect(await linesOf(() => Promise.reject(new Error("broken")))).toEqual([
    { type: "failed", code: null, message: "broken" },
  ]);
});

test("whoever stops reading leaves the training", async () => {
  let signal: AbortSignal | undefined;
  const { body } = trainingAnswer(
    {
      learn: (request) => {
        signal = request!.signal;
        request!.onProgress!(0.1, "reading papers");
        return new Promise(() => {});
      },
    },
    { anew: false },
  );
  const reader = body!.getReader();
  await reader.read();
  expect(signal!.aborted).toBe(false);
  await reader.cancel();
  expect(signal!.aborted).toBe(true);
});
