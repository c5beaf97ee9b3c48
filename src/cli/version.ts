/** The version of the package that a bundle came with. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** `dist` is the folder of the bundles; "?" where the manifest beside it names none. */
export async function versionBeside(dist: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(dist, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '?';
}
