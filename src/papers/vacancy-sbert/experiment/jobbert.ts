/** JobBERT's objective: titles predict the skills of their ads, each of which has a free vector. Decorte et al. 2021, by skip-gram with negative sampling. */
import type { Stream, Tensor } from "#engine";

/** log sigmoid(x). */
const logSigmoid = (x: Tensor): Tensor => x.neg().softplus().neg();

/**
 * -log sigmoid(s) - sum over k negatives of log sigmoid(-s'), the mean over ads and their skills, with s = u e - ln k: where nothing is known,
 * one of k + 1 is right, and the vectors need not learn that (Levy and Goldberg 2014). Without it an encoder that begins from nothing gives
 * all titles the same vector. Titles [batch, width]; skills that are named [batch, m, width], and that are not: [batch, k m, width].
 */
export function skipGramLoss(titles: Tensor, { named, others }: { named: Tensor; others: Tensor }): Tensor {
  const negatives = others.shape[1] / named.shape[1];
  const scores = (skills: Tensor) => titles.unsqueeze(1).matmul(skills.transpose()).sub(Math.log(negatives)); // [batch, 1, skills]
  const right = logSigmoid(scores(named)).sum();
  const wrong = logSigmoid(scores(others).neg()).sum();
  return right
    .add(wrong)
    .neg()
    .div(named.shape[0] * named.shape[1]);
}

/** Draws of items by how often they were seen, to the power of 3/4. Mikolov et al. 2013. */
export function frequencyDraws(seen: readonly number[]): (stream: Stream, count: number) => Int32Array {
  const counts = new Map<number, number>();
  for (const item of seen) counts.set(item, (counts.get(item) ?? 0) + 1);
  const items = [...counts.keys()];
  const ends = new Float64Array(items.length);
  let total = 0;
  for (const [at, item] of items.entries()) ends[at] = total += counts.get(item)! ** 0.75;
  return (stream, count) =>
    Int32Array.from(stream.uniform(count), (draw) => {
      let [low, high] = [0, items.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle] > draw * total) high = middle;
        else low = middle + 1;
      }
      return items[low];
    });
}
