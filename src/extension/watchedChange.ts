/** Which changes of files the index follows. Pure and cheap: a build asks it thousands of times. */
import { readableExtensions, unsupportedExtensions } from '../protocol/asset.ts';

/**
 * `place`: this place has to be looked at; `folder?`: it has if this is a folder; `everything`: the change says that
 * others came with it, or other rules hold; `passes`: nothing of the index changes.
 */
export type Weight = 'everything' | 'place' | 'folder?' | 'passes';

const images: ReadonlySet<string> = new Set([...readableExtensions, ...unsupportedExtensions]);

const ruleFiles: ReadonlySet<string> = new Set(['.gitignore', '.assetlensignore']);

/** Another branch is checked out, or other rules hold in the repository. */
const ofRepository = /(?:^|\/)\.git\/(?:HEAD|info\/exclude)$/;

const insideRepository = /(?:^|\/)\.git(?:\/|$)/;

/** As in `catalog/include.ts`: what is off by default. */
const skippedFolder = /(?:^|\/)(?:\.[^/]*|node_modules|bower_components|__pycache__)(?=\/)/;
const skippedName = /^(?:\.|node_modules$|bower_components$|__pycache__$)/;

/**
 * Weighs a change of a path, relative to its workspace folder, with `/`.
 * A folder that goes or comes is told by its own name alone, not by the images in it, and its name may end as a
 * file's does: `three.js`, `v1.zip`. One that changes is not told at all, so what changes is a file.
 * With `seesHidden`, a pattern may have brought in what is off by default.
 */
export function weightOf(
  change: 'created' | 'changed' | 'deleted',
  path: string,
  seesHidden = false,
): Weight {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  if ((name === 'HEAD' || name === 'exclude') && ofRepository.test(path)) return 'everything';
  const isImage = images.has(extension);
  if (!isImage && change === 'changed' && !ruleFiles.has(name)) return 'passes';
  if ((seesHidden ? insideRepository : skippedFolder).test(path)) return 'passes';
  if (ruleFiles.has(name)) return 'everything';
  if (!seesHidden && skippedName.test(name)) return 'passes';
  if (isImage) return 'place';
  // What has gone cannot be asked what it was.
  return change === 'deleted' ? 'place' : 'folder?';
}
