/** Works that take turns, so that whatever else happens meanwhile happens to all of them alike. */

/**
 * Drives works side by side in one thread: each goes on until it has yielded `turn` events that count, then it is the next one's turn.
 * Yields what they yield and returns what they return, in their order. Left early, it ends all of them.
 */
export async function* inTurns<Event, Result>(
  works: readonly AsyncGenerator<Event, Result, void>[],
  turn: number,
  counts: (event: Event) => boolean,
): AsyncGenerator<Event, Result[], void> {
  const results = new Map<number, Result>();
  try {
    while (results.size < works.length)
      for (const [index, work] of works.entries()) {
        if (results.has(index)) continue;
        for (let counted = 0; counted < turn;) {
          const next = await work.next();
          if (next.done) {
            results.set(index, next.value);
            break;
          }
          yield next.value;
          if (counts(next.value)) counted++;
        }
      }
    return works.map((_, index) => results.get(index)!);
  } finally {
    // Of one that has ended or never began this does nothing.
    for (const [index, work] of works.entries()) if (!results.has(index)) await work.return(undefined as never);
  }
}
