/** One model of several: the average of their parameters. Wortsman et al. 2022. */
import type { Parameters } from "#engine";

/**
 * theta = sum_k a_k theta_k, uniform unless weights are given; these are divided by their sum. It is a good model only of models that went
 * on from the same one: others have their features at other places.
 * @throws Error when the models do not have the same parameters.
 */
export function soup(models: readonly Parameters[], weights: readonly number[] = models.map(() => 1)): Parameters {
  if (models.length === 0 || weights.length !== models.length)
    throw new Error(`${models.length} models and ${weights.length} weights do not make a soup`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const names = Object.keys(models[0]);
  return Object.fromEntries(
    names.map((name) => {
      const { length } = models[0][name];
      const sum = new Float64Array(length);
      for (const [at, model] of models.entries()) {
        if (model[name]?.length !== length || Object.keys(model).length !== names.length)
          throw new Error(`model ${at + 1} has other parameters than the first: ${name}`);
        for (let index = 0; index < length; index++) sum[index] += (weights[at] / total) * model[name][index];
      }
      return [name, Float32Array.from(sum)];
    }),
  );
}
