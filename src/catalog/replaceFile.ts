/** A whole new file in the place of an old one: whoever is killed meanwhile, the old one or the new one is there. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Writes a file, its folders too where they are missing. Where it is a link, what it leads to is written. */
export function replaceFile(file: string, text: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const target = statSync(file, { throwIfNoEntry: false }) ? realpathSync.native(file) : file;
  const half = path.join(path.dirname(target), `.${path.basename(target).slice(0, 200)}.${process.pid}.new`);
  try {
    writeThrough(half, text, target);
    renamed(half, target);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

/** Writes a file down to the disk, with the permissions of the one that it will replace. */
export function writeThrough(file: string, text: string | Uint8Array, target: string): void {
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx');
  try {
    if (mode !== undefined) fchmodSync(descriptor, mode & 0o777);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** On Windows, a file that somebody has open for a moment cannot be replaced at that moment. */
export function renamed(from: string, to: string): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; ; tries++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const code = systemCode(error);
      const isBusy = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '');
      if (!isBusy || tries >= 50) throw error;
      Atomics.wait(sleeper, 0, 0, 20);
    }
  }
}

/** The code of an error of the file system, undefined for any other. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;
}
