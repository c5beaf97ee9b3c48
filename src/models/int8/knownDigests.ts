/**
 * Digests of large files that were hashed before and have not changed since, in a small file beside the int8 form of a
 * model: a start need not read hundreds of megabytes again to know that they are the same.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';

/** Times of files may come in steps of two seconds: whatever is younger could change once more and look the same. */
const settledMs = 2000;

const stampSchema = v.object({
  bytes: v.number(),
  modifiedMs: v.number(),
  /** Of the file's entry, which the system sets itself: also a copy that keeps the other time has a new one. */
  changedMs: v.number(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
const recordSchema = v.object({ version: v.literal(1), files: v.record(v.string(), stampSchema) });
type Stamp = v.InferOutput<typeof stampSchema>;

export const verifiedName = 'verified.json';

export class KnownDigests {
  readonly #place: string;
  readonly #now: () => number;
  #files: Record<string, Stamp>;

  /** `place` is the folder of the int8 form; where there is none, every file is hashed and nothing kept. */
  constructor(place: string, now: () => number = Date.now) {
    this.#place = place;
    this.#now = now;
    this.#files = read(path.join(place, verifiedName));
  }

  /** SHA-256 of a file. Throws where it cannot be read. */
  async digestOf(file: string): Promise<Buffer> {
    const before = await stat(file);
    const name = path.relative(this.#place, file);
    const known = this.#files[name];
    if (known && isOf(known, before)) return Buffer.from(known.sha256, 'hex');
    const hash = createHash('sha256');
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), hash);
    const digest = hash.digest();
    const after = await stat(file);
    const { size: bytes, mtimeMs: modifiedMs, ctimeMs: changedMs } = after;
    const isSettled = this.#now() - Math.max(modifiedMs, changedMs) > settledMs;
    const stamp = { bytes, modifiedMs, changedMs, sha256: digest.toString('hex') };
    if (isSettled && isOf(stamp, before)) this.#keep(name, stamp);
    return digest;
  }

  /** Never fails: what cannot be written is hashed again next time. Two that write at once lose no more than that. */
  #keep(name: string, stamp: Stamp): void {
    if (!existsSync(this.#place)) return;
    this.#files = { ...read(path.join(this.#place, verifiedName)), ...this.#files, [name]: stamp };
    const draft = path.join(this.#place, `${verifiedName}.${process.pid}.part`);
    try {
      writeFileSync(draft, `${JSON.stringify({ version: 1, files: this.#files }, null, 2)}\n`);
      renameSync(draft, path.join(this.#place, verifiedName));
    } catch {
      rmSync(draft, { force: true });
    }
  }
}

function isOf({ bytes, modifiedMs, changedMs }: Stamp, { size, mtimeMs, ctimeMs }: Stats): boolean {
  return bytes === size && modifiedMs === mtimeMs && changedMs === ctimeMs;
}

/** A file that is not there, damaged or of another version knows nothing. */
function read(file: string): Record<string, Stamp> {
  try {
    const result = v.safeParse(recordSchema, JSON.parse(readFileSync(file, 'utf8')));
    return result.success ? result.output.files : {};
  } catch {
    return {};
  }
}
