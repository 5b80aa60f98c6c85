import { expect, test, vi } from "vitest";
import { restOnFullDisk } from "./full-disk.ts";

test("work rests while the disk is full, which is said once, and goes on when there is room", async () => {
  let full = false;
  const done: string[] = [];
  const jobs = {
    start: async () => void done.push("start"),
    stop: async (reason?: string) => void done.push(`stop: ${reason}`),
  };
  const said: string[] = [];
  const tell = ({ message }: Error) => said.push(message);
  const watch = restOnFullDisk({ jobs, disk: { isFull: async () => full } }, Promise.resolve(), tell, 1);
  const after = (times: number) => vi.waitFor(() => expect(done).toHaveLength(times));
  full = true;
  await after(1);
  full = false;
  await after(2);
  await watch.stop();
  expect(done).toEqual(["stop: the disk is nearly full", "start"]);
  expect(said).toEqual([expect.stringMatching(/nearly full/)]);
});

test("a disk that cannot be asked stops nothing and is told", async () => {
  const errors: string[] = [];
  const jobs = { start: async () => {}, stop: async () => {} };
  const isFull = () => Promise.reject(new Error("gone"));
  const watch = restOnFullDisk({ jobs, disk: { isFull } }, Promise.resolve(), ({ message }) => errors.push(message), 1);
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1));
  await watch.stop();
  expect(new Set(errors)).toEqual(new Set(["gone"]));
});
