/**
 * A disk whose power can be cut, for tests: it notes what a process does to a folder, and lays out what would be left of it after any of
 * these steps. What was not synced is there or not, each sector of 512 bytes for itself; names appear and vanish in the order in which that
 * was done, as in a journal, and a sync of one file takes along all names before it.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join, relative } from "node:path";
import { vi } from "vitest";

interface File {
  /** Where it was when this began; null for a new one. */
  readonly from: string | null;
}
type Step =
  | { readonly kind: "write"; readonly file: File; readonly at: number; readonly data: Buffer }
  | { readonly kind: "size"; readonly file: File; readonly size: number }
  | { readonly kind: "sync"; readonly file: File | null }
  | { readonly kind: "name"; readonly path: string; readonly file: File }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  | { readonly kind: "remove"; readonly path: string };

export interface Disk {
  /** How many steps there were so far. */
  steps(): number;
  /** Lays out what is left when the power goes after so many steps. */
  cut(after: number, seed: number, target: string): void;
  /** Notes nothing more. */
  stop(): void;
}

const sector = 512;

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator, good enough to toss coins with. */
function chanceOf(seed: number): () => number {
  let state = BigInt(seed) * 2654435761n + 1n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 33n) / 2 ** 31;
  };
}

/** From now on; what the folder holds already is on disk. */
export function recordDisk(folder: string): Disk {
  const base = `${folder}.base`;
  fs.cpSync(folder, base, { recursive: true });
  const steps: Step[] = [];
  const names = new Map<string, File>();
  const open = new Map<number, File | null>();
  const inside = (path: unknown): path is string => typeof path === "string" && path.startsWith(`${folder}/`);
  const local = (path: string) => relative(folder, path);
  const fileAt = (path: string): File => {
    const name = local(path);
    let file = names.get(name);
    if (file === undefined) names.set(name, (file = { from: name }));
    return file;
  };
  const created = (path: string) => {
    const file: File = { from: null };
    names.set(local(path), file);
    steps.push({ kind: "name", path: local(path), file });
  };

  const { openSync, writeSync, writeFileSync, closeSync, renameSync, unlinkSync, mkdirSync, rmdirSync } = fs;
  const { fsyncSync, fdatasyncSync, ftruncateSync, truncateSync } = fs;
  vi.spyOn(fs, "openSync").mockImplementation((path, flags, mode) => {
    const fresh = inside(path) && !fs.existsSync(path);
    const fd = openSync(path, flags, mode);
    if (!inside(path)) return (open.delete(fd), fd);
    if (fresh) created(path);
    open.set(fd, fs.fstatSync(fd).isDirectory() ? null : fileAt(path));
    return fd;
  });
  vi.spyOn(fs, "closeSync").mockImplementation((fd) => {
    open.delete(fd);
    closeSync(fd);
  });
  vi.spyOn(fs, "writeSync").mockImplementation(((
    fd: number,
    data: Uint8Array,
    offset: number,
    length: number,
    at: number,
  ) => {
    const count = writeSync(fd, data, offset, length, at);
    const file = open.get(fd);
    const written = Buffer.from(data.buffer, data.byteOffset + offset, count);
    if (file) steps.push({ kind: "write", file, at, data: Buffer.from(written) });
    return count;
  }) as typeof fs.writeSync);
  vi.spyOn(fs, "writeFileSync").mockImplementation((path, data, options) => {
    writeFileSync(path, data, options);
    if (inside(path)) created(path);
  });
  const sync = (real: (fd: number) => void) => (fd: number) => {
    real(fd);
    const file = open.get(fd);
    if (file !== undefined) steps.push({ kind: "sync", file });
  };
  vi.spyOn(fs, "fsyncSync").mockImplementation(sync(fsyncSync));
  vi.spyOn(fs, "fdatasyncSync").mockImplementation(sync(fdatasyncSync));
  vi.spyOn(fs, "ftruncateSync").mockImplementation((fd, size) => {
    ftruncateSync(fd, size);
    const file = open.get(fd);
    if (file) steps.push({ kind: "size", file, size: size ?? 0 });
  });
  vi.spyOn(fs, "truncateSync").mockImplementation((path, size) => {
    truncateSync(path, size);
    if (inside(path)) steps.push({ kind: "size", file: fileAt(path), size: size ?? 0 });
  });
  vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
    renameSync(from, to);
    if (!inside(from) || !inside(to)) return;
    names.set(local(to), fileAt(from));
    names.delete(local(from));
    steps.push({ kind: "rename", path: local(from), to: local(to) });
  });
  const removed = (path: fs.PathLike) => {
    if (!inside(path)) return;
    names.delete(local(path));
    steps.push({ kind: "remove", path: local(path) });
  };
  vi.spyOn(fs, "unlinkSync").mockImplementation((path) => (unlinkSync(path), removed(path)));
  vi.spyOn(fs, "rmdirSync").mockImplementation((path) => (rmdirSync(path), removed(path)));
  vi.spyOn(fs, "mkdirSync").mockImplementation(((path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
    const made = mkdirSync(path, options);
    if (inside(path)) steps.push({ kind: "folder", path: local(path) });
    return made;
  }) as typeof fs.mkdirSync);
  syncBuiltinESMExports();

  return {
    steps: () => steps.length,
    stop() {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    },
    cut(after, seed, target) {
      fs.cpSync(base, target, { recursive: true });
      layOut(steps.slice(0, after), chanceOf(seed), base, target);
    },
  };
}

interface Content {
  /** As it is on disk for certain. */
  bytes: Buffer;
  waiting: Extract<Step, { kind: "write" | "size" }>[];
}

function layOut(steps: readonly Step[], chance: () => number, base: string, target: string): void {
  const contents = new Map<File, Content>();
  const contentOf = (file: File): Content => {
    let content = contents.get(file);
    if (content === undefined) {
      content = { bytes: file.from === null ? Buffer.alloc(0) : fs.readFileSync(join(base, file.from)), waiting: [] };
      contents.set(file, content);
    }
    return content;
  };
  const names: Extract<Step, { kind: "name" | "folder" | "rename" | "remove" }>[] = [];
  let certain = 0;
  for (const step of steps) {
    if (step.kind === "write" || step.kind === "size") contentOf(step.file).waiting.push(step);
    else if (step.kind !== "sync") names.push(step);
    else {
      certain = names.length;
      if (step.file === null) continue;
      const content = contentOf(step.file);
      for (const change of content.waiting.splice(0)) apply(content, change, () => true);
    }
  }
  const kept = certain + Math.floor(chance() * (names.length - certain + 1));
  const files = new Map<string, File>();
  for (const file of contents.keys()) if (file.from !== null) files.set(file.from, file);
  for (const step of names.slice(0, kept)) {
    const path = join(target, step.path);
    if (step.kind === "folder") fs.mkdirSync(path, { recursive: true });
    else if (step.kind === "name") {
      files.set(step.path, step.file);
      fs.mkdirSync(dirname(path), { recursive: true });
      fs.writeFileSync(path, "");
    } else if (step.kind === "remove") {
      files.delete(step.path);
      fs.rmSync(path, { recursive: true, force: true });
    } else {
      const file = files.get(step.path);
      if (file) files.set(step.to, file);
      files.delete(step.path);
      fs.renameSync(path, join(target, step.to));
    }
  }
  for (const [path, file] of files) {
    const content = contentOf(file);
    for (const change of content.waiting) apply(content, change, () => chance() < 0.5);
    fs.writeFileSync(join(target, path), content.bytes);
  }
}

/** @param keep whether a sector of it, or its size, has reached the disk. */
function apply(content: Content, change: Extract<Step, { kind: "write" | "size" }>, keep: () => boolean): void {
  const grow = (size: number) => {
    if (size > content.bytes.length)
      content.bytes = Buffer.concat([content.bytes, Buffer.alloc(size - content.bytes.length)]);
  };
  if (change.kind === "size") {
    if (!keep()) return;
    grow(change.size);
    content.bytes = content.bytes.subarray(0, change.size);
    return;
  }
  for (let from = 0; from < change.data.length; from += sector) {
    if (!keep()) continue;
    const piece = change.data.subarray(from, from + sector);
    grow(change.at + from + piece.length);
    piece.copy(content.bytes, change.at + from);
  }
}
