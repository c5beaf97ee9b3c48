/** Small pictures as files, named by the content that they show. */
import { createHash } from 'node:crypto';
import { mkdir, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { ContentHash } from '../protocol/asset.ts';
import type { Gate } from './gate.ts';
import type { Thumbnail } from './image.ts';

export function hashOf(bytes: Buffer): ContentHash {
  // 64 lower-case hexadecimal digits of SHA-256 are what ContentHash means.
  return createHash('sha256').update(bytes).digest('hex') as ContentHash;
}

/** `ab/abcdef….jpg`: whole or not there, since it is renamed into its place. */
export async function writePicture(
  gate: Gate,
  folder: string,
  title: string,
  picture: Thumbnail,
): Promise<string | null> {
  const name = `${title.slice(0, 2)}/${title}.${picture.extension}`;
  const target = path.join(folder, name);
  if (await stat(target).catch(() => undefined)) return name;
  const draft = `${target}.${process.pid}.part`;
  // The end of any work of sharp's clears libvips' text of errors, which a file that is decoded alone must keep.
  const write = () => gate.beside(() => picture.write(draft));
  try {
    // Its folder is there but for the first one in it.
    await write().catch(async () => {
      await mkdir(path.dirname(target), { recursive: true });
      await write();
    });
    await rename(draft, target);
    return name;
  } catch {
    // A full or read-only disk costs the small picture, not the vector.
    await unlink(draft).catch(() => undefined);
    return null;
  }
}
