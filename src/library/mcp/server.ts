/** papertape for models: tools of the Model Context Protocol. All but one read and change nothing; that one has the server run an experiment. */
import { McpServer } from "@modelcontextprotocol/server";
import { LibraryError } from "../errors.ts";
import { notice, refusal } from "./quoted.ts";
import type { Reading, WithReading } from "./reading.ts";
import { tools } from "./tools.ts";

export interface McpFacts {
  /** papertape's own. */
  readonly version: string;
  /** Where people find the site, without a slash at the end. */
  readonly site: string;
  /** Told about what nobody expected: the model hears only that it could not be answered. */
  readonly onError: (error: unknown) => void;
}

const instructions = `papertape is a library of research papers in which claims are measured by experiments and judged by one registered rule. Search with search_papers, read with get_paper, see what was measured with get_claims and how to measure it again with how_to_verify; run_experiment has this installation measure it, where it may, and get_run tells what comes of it. ${notice}`;

/** One server, for one connection or one request. */
export function papersServer(withReading: WithReading, { version, site, onError }: McpFacts): McpServer {
  const server = new McpServer({ name: "papertape", version }, { instructions });
  for (const { name, title, description, input, output, computes = false, run } of tools)
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: input,
        outputSchema: output,
        annotations: {
          ...{ readOnlyHint: !computes, idempotentHint: !computes },
          ...{ destructiveHint: false, openWorldHint: false },
        },
      },
      (asked: unknown) =>
        withReading((reading) => run(asked, reading, site)).catch((error: unknown) => refused(error, onError)),
    );
  return server;
}

/** What the library refuses is said in its words; of anything else only that it happened. */
function refused(error: unknown, onError: McpFacts["onError"]) {
  if (error instanceof Error && error.name === "LibraryError") return refusal((error as LibraryError).message);
  onError(error);
  return refusal("papertape could not answer this; its log, or its error output, says why");
}

export type { Reading, WithReading };
