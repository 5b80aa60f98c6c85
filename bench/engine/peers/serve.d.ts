/** Types of serve.js for the peers that are written in TypeScript. */
export function serve<Work>(
  create: (work: Work) => Promise<{
    facts: Readonly<Record<string, unknown>>;
    step: () => Promise<number | { loss: number; time: number }>;
    limit?: () => Promise<number>;
  }>,
  end?: () => unknown,
): Promise<void>;
