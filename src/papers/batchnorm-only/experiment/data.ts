/** What the nets learn: small digits, each of them spoiled in one of nine ways; as hard for a small ResNet as CIFAR-10 is for those of the paper. */
import { distortedDigits } from "#lab/datasets/digits/distorted";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { mnist, type Mnist } from "#lab/datasets/mnist";

/** 10 000 digits of 14 x 14 pixels to learn from; the test's 2 500, or for tuning the 2 000 that are left of those to learn from. */
export async function digits(of: "test" | "tuning"): Promise<Mnist> {
  const whole = distortedDigits(pooledMnist(await mnist()), { seed: 1, severest: 5 });
  const train = someDigits(whole.train, 0, 10_000);
  return { ...whole, train, test: of === "test" ? whole.test : someDigits(whole.train, 10_000, 12_000) };
}
