/** papertape for models, over HTTP. */
import { mcpAnswer } from "$lib/server/mcp";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = (event) => mcpAnswer(event);
