/** Records the fake experiment in a data folder, the first argument, and prints the results. For tests that kill it. */
import { fakeSession } from "./session.ts";

const session = await fakeSession(process.argv[2]);
for await (const event of session.run(new AbortController().signal)) if (event.type === "seed") console.error("kept");
console.log(JSON.stringify(session.results()));
session.close();
