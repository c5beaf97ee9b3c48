/**
 * A file of records beside a catalog, so that a folder is searchable before its vectors were read one by one.
 * It holds nothing that the store does not: a file that is missing, damaged, cut off, of another space or of another
 * form is passed over, from the first wrong part on, and written anew.
 *
 * A line of JSON says whose records follow; then come parts of up to 4 MB, each behind its CRC-32.
 */
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { catalogFile } from './place.ts';

/** What records must agree in to be of use. */
export interface SnapshotForm {
  /** The space of the vectors that the records were made from. */
  readonly space: string;
  readonly recordBytes: number;
}

/** The snapshot of a folder, beside its catalog. */
export function snapshotFile(store: string, folder: string): string {
  return catalogFile(store, folder).replace(/\.sqlite$/, '.codes');
}

/** Raised whenever a record means something else. */
const formVersion = 1;

const partBytes = 4 * 1024 * 1024;

/** More than any header has. */
const headerBytes = 4096;

/** A writer that takes longer than this died; its unfinished file is in the way of the next one. */
const abandonedMilliseconds = 60_000;

/**
 * Reads the records of a file, some thousand at a time and as many as are sound; true when those are all that were written.
 * What is given to `take` is overwritten afterwards.
 */
export async function readSnapshot(
  file: string,
  form: SnapshotForm,
  take: (records: Uint8Array) => boolean,
): Promise<boolean> {
  const handle = await open(file).catch(() => null);
  if (!handle) return false;
  try {
    const head = await readInto(handle, 0, Buffer.allocUnsafe(headerBytes));
    const lineEnd = head.indexOf(10);
    const records = lineEnd < 0 ? null : recordsOf(head.subarray(0, lineEnd).toString('utf8'), form);
    if (records === null) return false;
    let at = lineEnd + 1;
    // The sum of each part begins with that of the part before: none can be missing, or be another file's.
    let sum = crc32(head.subarray(0, at));
    // One for all parts: fresh memory costs more than what is read into it.
    const buffer = Buffer.allocUnsafe(4 + Math.min(records, recordsInPart(form)) * form.recordBytes);
    for (let left = records; left > 0;) {
      const inPart = Math.min(left, recordsInPart(form));
      const part = await readInto(handle, at, buffer.subarray(0, 4 + inPart * form.recordBytes));
      if (part.length < 4 + inPart * form.recordBytes) return false;
      sum = crc32(part.subarray(4), sum);
      if (part.readUInt32LE() !== sum) return false;
      if (!take(part.subarray(4))) return false;
      left -= inPart;
      at += part.length;
    }
    return true;
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file of so many records, one after the other as `recordAt` gives them, and puts it in place at once.
 * False where another process is writing it. Throws what the system says.
 */
export async function writeSnapshot(
  file: string,
  form: SnapshotForm,
  records: number,
  recordAt: (place: number) => Uint8Array,
): Promise<boolean> {
  const unfinished = `${file}.new`;
  const handle = await openAlone(unfinished);
  if (!handle) return false;
  try {
    try {
      const head = Buffer.from(`${JSON.stringify({ version: formVersion, ...form, records })}\n`);
      await handle.write(head);
      let sum = crc32(head);
      for (let first = 0; first < records; first += recordsInPart(form)) {
        const inPart = Math.min(records - first, recordsInPart(form));
        const part = Buffer.allocUnsafe(4 + inPart * form.recordBytes);
        for (let place = 0; place < inPart; place++) {
          part.set(recordAt(first + place), 4 + place * form.recordBytes);
        }
        sum = crc32(part.subarray(4), sum);
        part.writeUInt32LE(sum);
        await writeAll(handle, part);
      }
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    return true;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function recordsInPart({ recordBytes }: SnapshotForm): number {
  return Math.max(1, Math.floor(partBytes / recordBytes));
}

/** How many records follow; null where they are not of this form. */
function recordsOf(line: string, form: SnapshotForm): number | null {
  try {
    const head: unknown = JSON.parse(line);
    if (typeof head !== 'object' || head === null || !('records' in head)) return null;
    const { records } = head;
    const expected = JSON.stringify({ version: formVersion, ...form, records });
    return line === expected && Number.isSafeInteger(records) ? Number(records) : null;
  } catch {
    // Damaged.
    return null;
  }
}

/** Fills the buffer from a position on; what there was of it. */
async function readInto(handle: FileHandle, position: number, buffer: Buffer): Promise<Buffer> {
  const { length } = buffer;
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === length) return buffer.subarray(0, filled);
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await handle.write(bytes, written)).bytesWritten;
  }
}

/** Makes a file that must not be there; null where somebody else is at it. */
async function openAlone(file: string): Promise<FileHandle | null> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  if (Date.now() - mtimeMs > abandonedMilliseconds) await rm(file, { force: true });
  try {
    return await open(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
}
