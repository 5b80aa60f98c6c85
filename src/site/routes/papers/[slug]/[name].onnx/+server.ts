/** A paper's method as an ONNX model. */
import { loadExport } from "#papers/registry";
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params: { slug, name } }) =>
  answering(async () => {
    const known = name === slug && (await context().catalogue.paper(slug)) !== null;
    const build = known ? await loadExport(slug) : null;
    if (build === null)
      throw new Refused(404, "NOT_EXPORTED", `no ONNX model ${JSON.stringify(`${slug}/${name}.onnx`)}`);
    const { onnx } = await build();
    return new Response(onnx as BodyInit, {
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${slug}.onnx"`,
        "content-length": String(onnx.length),
      },
    });
  });
