/** Takes files out of a ZIP archive (PKWARE's APPNOTE 6.3, without its 64-bit extension), which a Python wheel is. */
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { LensError } from '../protocol/errors.ts';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly crc: number;
  readonly isDeflated: boolean;
  /** Of its own header. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const largestComment = 65_535;

/** What the archive's directory lists. Throws `download-failed` where it is none that is known. */
export async function zipEntries(file: string): Promise<readonly ZipEntry[]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tail = await bytesAt(
      handle,
      Math.max(0, size - largestComment - 22),
      Math.min(size, largestComment + 22),
    );
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || tail.length - end < 22 || tail.readUInt32LE(end) !== endSignature) throw broken(file);
    const directory = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const entries: ZipEntry[] = [];
    for (let at = 0; at + 46 <= directory.length;) {
      if (directory.readUInt32LE(at) !== entrySignature) throw broken(file);
      const [nameLength, extra, comment] = [28, 30, 32].map(place => directory.readUInt16LE(at + place));
      const method = directory.readUInt16LE(at + 10);
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength!);
      if (method !== 0 && method !== 8) throw broken(file);
      entries.push({
        name,
        isDeflated: method === 8,
        crc: directory.readUInt32LE(at + 16),
        packedBytes: directory.readUInt32LE(at + 20),
        bytes: directory.readUInt32LE(at + 24),
        offset: directory.readUInt32LE(at + 42),
      });
      at += 46 + nameLength! + extra! + comment!;
    }
    return entries;
  } finally {
    await handle.close();
  }
}

/** Writes one file of the archive, checked. Rejects with the signal's reason when it is aborted. */
export async function extract(
  archive: string,
  entry: ZipEntry,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const start = await dataOffset(archive, entry);
  let crc = 0;
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const packed = createReadStream(archive, { start, end: start + entry.packedBytes - 1 });
  const unpack = entry.isDeflated ? [createInflateRaw()] : [];
  await pipeline([packed, ...unpack, check, createWriteStream(target)], signal ? { signal } : {});
  if (crc !== entry.crc || bytes !== entry.bytes) throw broken(archive);
}

/** Its own header may have other extra fields than the directory says. */
async function dataOffset(archive: string, { offset }: ZipEntry): Promise<number> {
  const handle = await open(archive);
  try {
    const header = await bytesAt(handle, offset, 30);
    return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await handle.close();
  }
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function broken(file: string): LensError {
  return new LensError('download-failed', `The archive ${file} is damaged.`, { reason: 'digest', file });
}
