/** The runs of a paper's page: one in this browser and one on the server, of which it shows one. */
import type { LiveRun } from "./live.ts";
import { Run } from "./run.svelte.ts";
import { ServerRun } from "./server-run.svelte.ts";

export type Place = "browser" | "server";

export class RunPlaces {
  readonly browser: Run;
  readonly server: ServerRun;
  place = $state<Place>("browser");
  readonly shown = $derived.by((): LiveRun => (this.place === "server" ? this.server : this.browser));

  constructor(slug: string, versions: Readonly<Record<string, string>>) {
    this.browser = new Run(slug, versions);
    this.server = new ServerRun(slug);
  }

  /** Goes on with a run that the server computes already. @param id of the reader's, where the server knows of one. */
  resume(id: string | null): void {
    if (this.server.resume(id)) this.place = "server";
  }

  dispose(): void {
    this.browser.dispose();
    this.server.dispose();
  }
}
