/** Which versions of the native packages there are, told without loading them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Versions } from '../protocol/device.ts';

const require = createRequire(import.meta.url);

/** Null for what cannot be told. */
export function packagedVersions(): Pick<Versions, 'onnxruntime' | 'sharp' | 'libvips'> {
  const beside = path.join(import.meta.dirname, 'onnxruntime-node');
  const onnxruntime = existsSync(beside)
    ? path.join(beside, 'package.json')
    : 'onnxruntime-node/package.json';
  const libraries = `@img/sharp-libvips-${process.platform}-${process.arch}/versions`;
  return {
    onnxruntime: versionIn(onnxruntime),
    sharp: versionIn(manifestOf('sharp')),
    libvips: versionIn(libraries, 'vips'),
  };
}

/** The manifest of a package that does not export it. */
function manifestOf(name: string): string {
  const mark = `${path.sep}node_modules${path.sep}${name}${path.sep}`;
  try {
    const entry = require.resolve(name);
    return path.join(entry.slice(0, entry.lastIndexOf(mark) + mark.length), 'package.json');
  } catch {
    return name;
  }
}

function versionIn(file: string, key = 'version'): string | null {
  try {
    const version = (require(file) as Record<string, unknown>)[key];
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
