/** Whether a folder is on a disk of this machine, where no process of another machine can have it open. */
import { statfsSync } from "node:fs";

/** What Linux calls file systems that only one machine mounts: ext4, XFS, Btrfs, F2FS, ZFS, bcachefs, overlay, tmpfs. */
const local = [0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0xca451a4e, 0x794c7630, 0x01021994];

/** false where that is not known, as on other systems. */
export function onLocalDisk(folder: string): boolean {
  return process.platform === "linux" && local.includes(statfsSync(folder).type);
}
