/**
 * A small vision transformer for digits, made of the language model's parts, with an exchangeable norm.
 *
 *   tokens = [class token, patches W + b] + position
 *   stream = stream + attention(norm(stream)), stream + feed-forward(norm(stream))     in each block, every token seeing all
 *   logits = head(norm(stream)[class token])
 */
import { concat, normal, zeros, type Scope, type Tensor } from "#engine";
import { blocks } from "../language-model/blocks.ts";
import { selfAttention } from "../language-model/attention.ts";
import { feedForward } from "../language-model/feed-forward.ts";
import { linearMap } from "../language-model/model.ts";
import type { Norm, Sublayer } from "../language-model/parts.ts";
import { preNorm } from "../language-model/placement.ts";

export interface VisionTransformer {
  /** Pixels along a side of the image. */
  readonly side: number;
  /** Pixels along a side of a patch; divides `side`. */
  readonly patch: number;
  readonly classes: number;
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly norm: Norm;
  /** Standard deviation of the blocks' matrices at the start. Default: 1 / sqrt(width), which keeps the variance. */
  readonly std?: number;
}

/** 16 patches of 7 x 7 pixels: MNIST. */
export const digitTransformer = { side: 28, patch: 7, classes: 10, depth: 4, width: 64, heads: 4 } as const;

/** Logits [batch, classes] of grey images [batch, side * side], row by row. */
export function visionTransformer(at: Scope, images: Tensor, model: VisionTransformer): Tensor {
  const { side, patch, classes, depth, width, norm } = model;
  const batch = images.shape[0];
  const embedded = embeddedPatches(at, images, { side, patch, width });
  const first = at.parameter("class token", [1, 1, width], normal(0.02)).expand([batch, 1, width]);
  const tokens = concat([first, embedded], 1); // [B, 1 + patches, d]
  const stream = tokens.add(at.parameter("positions", [tokens.shape[1], width], normal(0.02)));
  const parts = { attention: selfAttention({ causal: false }), feedForward: feedForward() };
  const streams = visionBlocks(at, stream, model, parts);
  const read = norm(at.scope("final norm"), streams[depth]).at(1, 0); // [B, d], the class token
  return classHead(at, read, classes);
}

/** The stream before each block and behind the last, every sublayer behind a norm and no rotation. */
export const visionBlocks = (
  at: Scope,
  stream: Tensor,
  { depth, width, heads, norm, std = 1 / Math.sqrt(width) }: VisionTransformer,
  parts: { readonly attention: Sublayer; readonly feedForward: Sublayer },
): Tensor[] =>
  blocks(at, stream, {
    ...{ depth, heads, rotary: false, linear: linearMap({ depth, std }), normAt: () => norm, placement: preNorm },
    ...parts,
  });

/** Patches of images [batch, side * side] as tokens [batch, patches, width]: a linear map with unit variance in and out. */
export function embeddedPatches(
  at: Scope,
  images: Tensor,
  { side, patch, width }: Pick<VisionTransformer, "side" | "patch" | "width">,
): Tensor {
  const weight = at.parameter("patches/weight", [patch * patch, width], normal(1 / patch));
  return patches(images, { side, patch })
    .matmul(weight)
    .add(at.parameter("patches/bias", [width], zeros));
}

/** Logits [batch, classes] of what stands for each image, [batch, width]. */
export function classHead(at: Scope, read: Tensor, classes: number): Tensor {
  const head = at.scope("head");
  return read
    .matmul(head.parameter("weight", [read.shape[1], classes], normal(0.02)))
    .add(head.parameter("bias", [classes], zeros));
}

/** Images [batch, side * side] cut into patches [batch, patches, patch * patch], each row by row. */
export function patches(images: Tensor, { side, patch }: { side: number; patch: number }): Tensor {
  const along = side / patch;
  if (!Number.isInteger(along)) throw new Error(`${side} pixels cannot be cut into patches of ${patch}`);
  return images
    .reshape(-1, along, patch, along, patch)
    .transpose(0, 1, 3, 2, 4)
    .reshape(images.shape[0], along * along, patch * patch);
}
