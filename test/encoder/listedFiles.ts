/** Files as the index lists them: with the content that they have now. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { ContentHash } from '../../src/protocol/asset.ts';
import type { ListedFile } from '../../src/protocol/encoder.ts';

/** One that is not there has a content all the same. */
export function listed(paths: readonly string[]): ListedFile[] {
  return paths.map(path => ({ path, hash: hashOf(existsSync(path) ? readFileSync(path) : 'gone') }));
}

export function hashOf(bytes: Uint8Array | string): ContentHash {
  return createHash('sha256').update(bytes).digest('hex') as ContentHash;
}
