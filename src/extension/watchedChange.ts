/** Which changes of files the index follows. Pure and cheap: a build asks it thousands of times. */
import { readableExtensions, unsupportedExtensions } from '../protocol/asset.ts';

/** `asks`: a run is due; `folder?`: it is due if this is a folder; `passes`: nothing of the index changes. */
export type Weight = 'asks' | 'folder?' | 'passes';

const images: ReadonlySet<string> = new Set([...readableExtensions, ...unsupportedExtensions]);

const ruleFiles: ReadonlySet<string> = new Set(['.gitignore', '.assetlensignore']);

/** What editors, tools and builds write and delete all the time. A folder may hold a dot, but hardly ends so. */
const plainFiles: ReadonlySet<string> = new Set([
  'a', 'bak', 'c', 'cc', 'class', 'cpp', 'cs', 'css', 'csv', 'd', 'dart', 'dll', 'exe', 'go', 'h', 'hpp', 'htm', 'html',
  'java', 'js', 'json', 'jsx', 'kt', 'less', 'lib', 'lock', 'log', 'lua', 'map', 'md', 'mjs', 'cjs', 'mts', 'cts', 'o',
  'obj', 'pdb', 'php', 'py', 'pyc', 'rb', 'rlib', 'rmeta', 'rs', 'scss', 'sh', 'so', 'sql', 'svelte', 'swift', 'swp',
  'temp', 'timestamp', 'tmp', 'toml', 'ts', 'tsbuildinfo', 'tsx', 'txt', 'vue', 'wasm', 'xml', 'yaml', 'yml', 'zip',
]); // prettier-ignore

/** As in `catalog/scan.ts`: folders that are never looked into, beside those with a hidden name. */
const skippedFolder = /(?:^|\/)(?:\.[^/]*|node_modules|bower_components|__pycache__)(?=\/)/;
const skippedName = /^(?:\.|node_modules$|bower_components$|__pycache__$)/;

/**
 * Weighs a change of a path, relative to its workspace folder, with `/`.
 * A folder that goes or comes is told by its own name alone, not by the images in it; one that changes is not told
 * at all, so what changes is a file.
 */
export function weightOf(change: 'created' | 'changed' | 'deleted', path: string): Weight {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  // First what costs least and is true of most.
  if (plainFiles.has(extension)) return 'passes';
  const isImage = images.has(extension);
  if (!isImage && change === 'changed' && !ruleFiles.has(name)) return 'passes';
  if (skippedFolder.test(path)) return 'passes';
  if (ruleFiles.has(name)) return 'asks';
  if (skippedName.test(name)) return 'passes';
  if (isImage) return 'asks';
  // What has gone cannot be asked what it was.
  return change === 'deleted' ? 'asks' : 'folder?';
}
