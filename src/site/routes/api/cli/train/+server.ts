/** Trains the encoder for the command line, which hears how far it is. */
import { readBody } from "$lib/server/api/input";
import { limits, trainingWish } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { answering } from "$lib/server/http/answers";
import { trainingAnswer } from "$lib/server/http/training";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const wish = await readBody(request, { schema: trainingWish, limit: limits.words });
    return trainingAnswer(context().library.search, wish);
  });
