/** Finds the first tensor of a graph that holds a NaN or an infinity, to say where a run went bad. */
import { topologicalOrder } from "../node.ts";
import { compile, type Device } from "../program.ts";
import { open, type Values } from "../run/session.ts";
import { isFloat } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { TypedArray } from "../values.ts";

const firstBad = (data: TypedArray): number | bigint | undefined =>
  (data as Float32Array).find((value) => !Number.isFinite(value));

/** A float tensor as a message names it: its op, and the parameters that it uses directly. */
function describe(tensor: Tensor): string {
  const { node } = tensor;
  if (node.op === "input") {
    const { kind, name } = node.attributes as { kind: string; name: string };
    return `${kind} ${name}`;
  }
  const near = topologicalOrder([tensor])
    .filter(({ op }) => op === "input")
    .map(({ attributes }) => attributes as { kind: string; name: string })
    .filter(({ kind }) => kind === "parameter");
  return near.length > 0 ? `${tensor} (after parameter ${near[near.length - 1].name})` : `${tensor}`;
}

/** Describes the first float tensor before `output` that is not finite under these feeds; null when all are. */
export async function firstNonFinite(output: Tensor, feeds: Values, device: Device): Promise<string | null> {
  const tensors = topologicalOrder([output])
    .flatMap(({ outputs }) => outputs)
    .filter(({ dtype }) => isFloat(dtype));
  for (const tensor of tensors) {
    if (tensor.op !== "input") continue;
    const { name } = tensor.node.attributes as { name: string };
    if (name in feeds && firstBad(feeds[name]) !== undefined) return describe(tensor);
  }
  const outputs = Object.fromEntries(
    tensors.filter(({ op }) => op !== "input").map((tensor, i) => [`%value ${i}`, tensor]),
  );
  const program = compile({ outputs, name: "diagnosis" });
  const session = await open(program, { device });
  try {
    const taken = new Set([...program.inputs, ...program.parameters].map(({ name }) => name));
    const results = await session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => taken.has(name))));
    for (const [name, tensor] of Object.entries(outputs))
      if (firstBad(results[name].data) !== undefined) return describe(tensor);
    return null;
  } finally {
    await session.release();
  }
}
