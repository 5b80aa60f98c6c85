/** What the nets learn: small digits, each of them spoiled in one of nine ways; as hard for a small ResNet as CIFAR-10 is for those of the paper. */
import { distortedDigits } from "#lab/datasets/digits/distorted";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { mnist, type Mnist } from "#lab/datasets/mnist";

export interface Sizes {
  /** Digits to learn from, 10 000 at most. */
  readonly learned: number;
  /** Of the 2 500 for the test. */
  readonly tested: number;
}

/** Digits of 14 x 14 pixels, spoiled anew for each seed. For tuning, the test is 2 000 digits that are neither learned nor tested otherwise. */
export async function digits(of: "test" | "tuning", { learned, tested }: Sizes, seed: number): Promise<Mnist> {
  const { train, test, ...sides } = pooledMnist(await mnist());
  const held = of === "test" ? someDigits(test, 0, tested) : someDigits(train, 10_000, 12_000);
  return distortedDigits({ ...sides, train: someDigits(train, 0, learned), test: held }, { seed, severest: 5 });
}
