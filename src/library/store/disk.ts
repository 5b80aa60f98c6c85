/** How full the disk under an embedded database is. A Postgres without room for its log dies; so we stop writing before. */
import { statfs } from "node:fs/promises";
import { LibraryError } from "../errors.ts";

export interface Disk {
  /** Bytes that stay free: under them nothing is taken from strangers. */
  readonly reserve: number;
  /** Whether so little is left, a quarter of the reserve, that nothing at all is written. */
  isFull(): Promise<boolean>;
  /** @throws LibraryError DISK_FULL when less than the reserve is free. */
  mustHaveReserve(): Promise<void>;
  /** @throws LibraryError DISK_FULL when nothing is written any more. */
  mustBeWritable(): Promise<void>;
}

export const usualReserve = 500_000_000;

/** A database elsewhere, in memory or on a server: how full its disk is we do not know. */
export const unlimited: Disk = {
  reserve: 0,
  isFull: async () => false,
  mustHaveReserve: async () => {},
  mustBeWritable: async () => {},
};

/** @param free of the disk of a folder, in bytes; a test has its own. */
export function diskOf(folder: string, reserve = usualReserve, free = freeBytes): Disk {
  if (reserve === 0) return unlimited;
  const isFull = async () => (await free(folder)) < reserve / 4;
  return {
    reserve,
    isFull,
    async mustHaveReserve() {
      if ((await free(folder)) < reserve)
        throw new LibraryError(
          "DISK_FULL",
          `less than ${Math.ceil(reserve / 1e6)} MB are free on the disk of ${folder}: no runs of visitors are taken until there are more`,
        );
    },
    async mustBeWritable() {
      if (await isFull())
        throw new LibraryError(
          "DISK_FULL",
          `less than ${Math.ceil(reserve / 4e6)} MB are free on the disk of ${folder}: nothing is stored until there are more, and everything can be read`,
        );
    },
  };
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
