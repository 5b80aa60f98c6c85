/** Brings the log to the disk once; the main thread may do so meanwhile, and then give the file another name. @param cells of log-sync.ts. */
export function syncOnce(cells: Int32Array, sync: () => void): void;
