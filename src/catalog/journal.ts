/**
 * How a database keeps its transactions whole: by a write-ahead log, beside which readers and a writer do not wait for
 * each other, or, where that cannot work, by a rollback journal.
 * The log wants memory that all processes share, and a network drive may be open on two machines
 * (https://sqlite.org/wal.html, "all processes using a database must be on the same host computer").
 */
import { statfsSync } from 'node:fs';
import path from 'node:path';

/** Truncating the journal is cheaper than removing it, on network drives above all (https://sqlite.org/pragma.html#pragma_journal_mode). */
export type JournalMode = 'wal' | 'truncate';

/**
 * Types of file systems that are, or may be, on another machine, as statfs(2) tells them; names and numbers are those
 * of Linux' magic.h. FUSE stands for sshfs and the like; what it costs those that are local is that readers wait.
 */
const remoteTypes: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x65735546, // FUSE
  0x01021997, // 9P: the drives of Windows inside WSL, shared folders of virtual machines
  0x786f4256, // VirtualBox' shared folders
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x6b414653, // kAFS
  0x73757245, // Coda
  0x564c, // NCP
  0x01161970, // GFS2
  0x7461636f, // OCFS2
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
]);

/** The journal for databases in this folder, which is there. */
export function journalModeFor(folder: string): JournalMode {
  return isRemote(folder, process.platform, () => statfsSync(folder).type) ? 'truncate' : 'wal';
}

/** True where a folder may lie on another machine. Takes the real path, which on Windows is a share's for a mapped drive. */
export function isRemote(folder: string, platform: NodeJS.Platform, fileSystemType: () => number): boolean {
  // Neither system tells Node the type: on macOS other disks and network drives alike are mounted here.
  if (platform === 'darwin') return /^\/(Volumes|Network)\//.test(path.posix.join(folder, '/'));
  if (platform === 'win32') return /^[\\/]{2}(?![?.][\\/])|^\\\\\?\\UNC\\/i.test(folder);
  // Some libraries hand the type over with a sign.
  return remoteTypes.has(fileSystemType() >>> 0);
}
