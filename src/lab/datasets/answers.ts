/** Prompts and answers as rows of next-token prediction: padded to one length, with a weight on every token of an answer and none elsewhere. */

/** A prompt and what should follow it, as token numbers. */
export interface Exchange {
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
}

/** What models of such rows are fed, each [rows, length]. */
export type AnswerBatch = {
  readonly tokens: Int32Array;
  /** The tokens that follow. */
  readonly targets: Int32Array;
  /** 1 where the target belongs to the answer, 0 at prompt and padding. */
  readonly weights: Float32Array;
};

/** Row after row. Padding is token 0 on the right, which a causal model sees only from padding. @throws Error when an exchange does not fit. */
export function answerBatch(exchanges: readonly Exchange[], length: number): AnswerBatch {
  const size = exchanges.length * length;
  const batch = { tokens: new Int32Array(size), targets: new Int32Array(size), weights: new Float32Array(size) };
  for (const [row, { prompt, answer }] of exchanges.entries()) {
    const whole = [...prompt, ...answer];
    if (whole.length > length + 1) throw new Error(`${whole.length} tokens do not fit rows of ${length} and a target`);
    const start = row * length;
    batch.tokens.set(whole.slice(0, -1), start);
    batch.targets.set(whole.slice(1), start);
    batch.weights.fill(1, start + prompt.length - 1, start + whole.length - 1);
  }
  return batch;
}
