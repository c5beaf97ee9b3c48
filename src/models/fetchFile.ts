/** A file from the network that arrives whole and verified, or not at all. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { abortedError, LensError, throwIfAborted } from '../protocol/errors.ts';
import { type Reached, delay, request } from './download.ts';
import { connectionError, fetchError, hasReason, isPassing, statusError, waitAfter } from './fetchError.ts';
import { underLock } from './fileLock.ts';
import type { Network } from './network.ts';

export interface RemoteFile {
  readonly url: string;
  /** Sent to the first host only: a redirect to another one gets no `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Its length where it is known; another one is refused. */
  readonly bytes: number | null;
  /** What its bytes must hash to. */
  readonly digest: Digest | null;
}

/** `git`: the SHA-1 that Git gives a blob of these bytes, which is what the hub says of small files. */
export interface Digest {
  readonly kind: 'sha256' | 'git';
  /** In lower case. */
  readonly hex: string;
}

export interface Downloaded {
  readonly bytes: number;
  readonly sha256: string;
  /** False where it was there, whole, before anything was asked. */
  readonly fetched: boolean;
}

export interface DownloadWatch {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of this file that are on the disk; falls back where a transfer has to begin anew. */
  readonly arrived?: ((bytes: number) => void) | undefined;
  /** A try failed and another one follows: for the log. */
  readonly retried?: ((error: LensError, waitMilliseconds: number) => void) | undefined;
}

/** What stays free on the disk. */
const spareBytes = 50_000_000;

/** `target` is there whole, or not there; what has arrived of it lies here, and the next call goes on from it. */
export function partOf(target: string): string {
  return `${target}.asset-lens.incomplete`;
}

/** Fetches a file to `target`. Throws LensError `download-failed` (see `fetchReasons`), `offline` and `aborted`. */
export async function fetchFile(
  file: RemoteFile,
  target: string,
  network: Network,
  watch: DownloadWatch = {},
): Promise<Downloaded> {
  await mkdir(path.dirname(target), { recursive: true });
  return underLock(`${target}.asset-lens.lock`, watch.signal, async () => {
    // A file of which nothing is known cannot be told to be the right one.
    const there = file.digest ? await verified(target, file) : undefined;
    return there ? { ...there, fetched: false } : untilWhole(file, target, network, watch);
  });
}

async function untilWhole(
  file: RemoteFile,
  target: string,
  network: Network,
  watch: DownloadWatch,
): Promise<Downloaded> {
  const part = partOf(target);
  // Without a digest nobody could tell two halves of different files.
  if (!file.digest) await discard(part);
  let [failures, hasBegunAnew, size] = [0, false, await sizeOf(part)];
  for (;;) {
    throwIfAborted(watch.signal);
    try {
      const wasResumed = size > 0;
      await transfer(file, part, network, watch);
      const arrived = await verified(part, file);
      if (!arrived) {
        await discard(part);
        throw fetchError(
          wasResumed ? 'changed' : 'digest',
          `What arrived of ${file.url.replace(/\?.*/, '')} has not the digest that was promised, and was thrown away.`,
          file.url,
        );
      }
      await rename(part, target);
      return { ...arrived, fetched: true };
    } catch (error) {
      if (watch.signal?.aborted) throw abortedError();
      const now = await sizeOf(part);
      failures = now > size ? 1 : failures + 1;
      size = now;
      const isAnew = hasReason(error, 'changed', 'digest') && !hasBegunAnew;
      hasBegunAnew ||= isAnew;
      if (!LensError.is(error) || (!isAnew && (!isPassing(error) || failures >= network.tries))) throw error;
      const wait = isAnew ? 0 : waitAfter(error, failures, network);
      watch.retried?.(error, wait);
      await delay(wait, watch.signal);
    }
  }
}

/** One try: asks for what is missing and appends it. */
async function transfer(
  file: RemoteFile,
  part: string,
  network: Network,
  { signal, arrived }: DownloadWatch,
): Promise<void> {
  let have = await sizeOf(part);
  if (file.bytes !== null && have > file.bytes) {
    await discard(part);
    have = 0;
  }
  if (have > 0 && have === file.bytes) return;
  const headers = { ...file.headers, ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
  const answer = await request({ url: file.url, headers }, network, signal);
  try {
    const { begin, total } = await judged(answer, have, file, part);
    await checkSpace(path.dirname(part), (total ?? file.bytes ?? 0) - begin, file.url);
    await append(answer, part, begin, file.bytes ?? total, { signal, arrived });
  } finally {
    answer.close();
  }
}

/** Where in the file the body begins, and how long the whole is. Throws where it is no part of what was asked. */
async function judged(
  { status, header, url }: Reached,
  have: number,
  file: RemoteFile,
  part: string,
): Promise<{ readonly begin: number; readonly total: number | null }> {
  if (status !== 200 && status !== 206 && status !== 416)
    throw statusError(status, url, header, url.host !== new URL(file.url).host);
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header('content-range') ?? '');
  const begin = status === 200 ? 0 : Number(range?.[1] ?? -1);
  const length = status === 200 ? header('content-length') : range?.[2];
  const total = length === undefined || length === '*' ? null : Number(length);
  const isOther = total !== null && file.bytes !== null && total !== file.bytes;
  // A server that does not know ranges sends the whole file again, which is no change.
  if (status === 416 || (status === 206 && (begin !== have || isOther))) {
    await discard(part);
    throw fetchError(
      'changed',
      `${url.host} sends another ${url.pathname} than the one that was begun.`,
      file.url,
    );
  }
  if (isOther) {
    throw fetchError(
      'size',
      `${url.host} sends ${total} bytes as ${url.pathname}, and ${file.bytes} were promised. It was changed, perhaps; try again.`,
      file.url,
    );
  }
  return { begin, total };
}

async function append(
  { body, url }: Reached,
  part: string,
  begin: number,
  total: number | null,
  { signal, arrived }: DownloadWatch,
): Promise<void> {
  const handle = await open(part, begin > 0 ? 'r+' : 'w');
  let size = begin;
  try {
    for await (const chunk of body) {
      throwIfAborted(signal);
      if (total !== null && size + chunk.length > total) {
        await handle.truncate(0);
        throw fetchError('size', `${url.host} sends more than the ${total} bytes of ${url.pathname}.`, url);
      }
      await handle.write(chunk, 0, chunk.length, size);
      size += chunk.length;
      arrived?.(size);
    }
    // On the disk before it gets its name.
    await handle.sync();
  } catch (error) {
    if (signal?.aborted) throw abortedError();
    if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
      throw fetchError(
        'no-space',
        `The disk of ${part} is full. Free some space; it goes on where it stopped.`,
        url,
        error,
      );
    throw connectionError(error, url);
  } finally {
    await handle.close();
  }
  if (total !== null && size < total)
    throw fetchError('network', `${url.host} ended ${url.pathname} after ${size} of ${total} bytes.`, url);
}

/** Undefined, and left alone, where it is not of the size and the digest that are known of it. */
async function verified(
  file: string,
  { bytes, digest }: RemoteFile,
): Promise<{ readonly bytes: number; readonly sha256: string } | undefined> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile() || (bytes !== null && stats.size !== bytes)) return undefined;
  const digests = await digestsOf(file, stats.size);
  if (digest && digests[digest.kind] !== digest.hex) return undefined;
  return { bytes: stats.size, sha256: digests.sha256 };
}

/** Both digests of a file, in one reading. */
export async function digestsOf(file: string, bytes: number): Promise<{ sha256: string; git: string }> {
  const [sha256, git] = [createHash('sha256'), createHash('sha1')];
  // What Git hashes of a blob (git-hash-object): its kind and length before its bytes.
  git.update(`blob ${bytes}\0`);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    git.update(chunk);
  }
  return { sha256: sha256.digest('hex'), git: git.digest('hex') };
}

async function checkSpace(folder: string, bytes: number, url: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: Infinity, bsize: 1 }));
  const free = bavail * bsize;
  if (free >= bytes + spareBytes) return;
  const megabytes = (value: number) => `${Math.ceil(value / 1e6)} MB`;
  throw fetchError(
    'no-space',
    `${megabytes(bytes + spareBytes)} are needed on the disk of ${folder}, and ${megabytes(free)} are free. Free some space, or choose another place with HF_HUB_CACHE.`,
    url,
  );
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function discard(file: string): Promise<void> {
  await unlink(file).catch(() => undefined);
}
