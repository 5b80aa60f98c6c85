/** One rank's feed-forward part as an ONNX model: its weights are fed, so that one file serves every rank. */
import { compile, input, Scope, toDynamicOnnx } from "#engine";
import { splitFeedForward } from "#engine/parallel/index";

const [width, size] = [64, 2];

/** Builds the model. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `What one of ${size} ranks adds to a feed-forward layer: u is float32 [tokens, ${width}], any number of tokens, the same on every rank; ` +
    `in/weight and in/bias are the rank's columns, out/weight its rows. The sum of "part" over the ranks is the layer without its last bias.`;
  const onnx = toDynamicOnnx(
    { tokens: [5, 7] },
    ({ tokens }) =>
      compile({
        outputs: { part: splitFeedForward(new Scope(), input("u", [tokens, width]), { size }) },
        name: "megatron-lm",
      }),
    { doc: description },
  );
  return { onnx, description };
}
