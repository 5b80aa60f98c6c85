/** Driving work that yields events on its way and returns a result: a generator's result is lost in a `for await`. */

/** Runs work to its end and returns its result; `onEvent` sees each event before the work goes on. */
export async function drain<Event, Result>(
  work: AsyncGenerator<Event, Result, void>,
  onEvent: (event: Event) => unknown = () => {},
): Promise<Result> {
  try {
    for (;;) {
      const { done, value } = await work.next();
      if (done) return value;
      await onEvent(value);
    }
  } finally {
    // Where `onEvent` threw, the work releases what it holds.
    await work.return(undefined as Result);
  }
}

/** Work as a part of other work: passes on what `each` makes of its events, and returns its result. `const result = yield* relay(work, each)`. */
export async function* relay<From, To, Result>(
  work: AsyncGenerator<From, Result, void>,
  each: (event: From) => Iterable<To>,
): AsyncGenerator<To, Result, void> {
  try {
    for (;;) {
      const { done, value } = await work.next();
      if (done) return value;
      yield* each(value);
    }
  } finally {
    await work.return(undefined as Result);
  }
}
