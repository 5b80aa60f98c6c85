/** The compact bytes of a dataset, for runs in the browser. */
import { isDatasetName, datasetNames } from "#lab/datasets/names";
import { answering, Refused } from "$lib/server/http/answers";
import { chooseEncoding, encodedDataset } from "$lib/server/papers/datasets";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params, request }) =>
  answering(async () => {
    const { name } = params;
    if (!isDatasetName(name))
      throw new Refused(
        404,
        "NO_SUCH_DATASET",
        `no dataset ${JSON.stringify(name)}; there are ${datasetNames.join(", ")}`,
      );
    const encoding = chooseEncoding(request.headers.get("accept-encoding"));
    const { bytes, etag } = await encodedDataset(name, encoding);
    // The name stays when the packing changes, so a browser asks again; it rarely gets more than "304".
    const headers = new Headers({ etag, "cache-control": "public, max-age=3600", vary: "accept-encoding" });
    if (request.headers.get("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
    headers.set("content-type", "application/octet-stream");
    headers.set("content-length", String(bytes.length));
    if (encoding !== "identity") headers.set("content-encoding", encoding);
    return new Response(bytes as BodyInit, { headers });
  });
