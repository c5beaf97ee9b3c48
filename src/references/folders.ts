/**
 * Paths whose folder a text has, while their file, its extension included, only a running program knows: what may be
 * meant is the folder. Those that end in the file extension of an image have their anchors in spans.ts.
 */
import { decodePath } from './decode.ts';
import { fixedFolder, fromSiteTop, globOf, hole, isTelling } from './dynamic.ts';
import { calls } from './folderCalls.ts';
import { type Candidate, afterSlashes } from './folderTexts.ts';
import type { Language } from './language.ts';
import type { Reading } from './mention.ts';
import { imageExtensions } from './spans.ts';

/** In the order of the text; none lies within another. */
export function findFolders(text: string, language: Language): readonly Reading[] {
  const found = [...afterSlashes(text), ...(hasCalls(language) ? calls(text, language) : [])];
  if (found.length === 0) return [];
  const hasEntities = language === 'html' || language === 'xml';
  const readings = found.flatMap(candidate => readingOf(candidate, hasEntities));
  readings.sort((a, b) => a.start - b.start || b.end - a.end);
  let reached = -1;
  return readings.filter(({ end }) => {
    const isOwn = end > reached;
    if (isOwn) reached = end;
    return isOwn;
  });
}

/** Folders that are read as a whole for other things than their images. */
const codeFolder = /^(?:src|app|lib|packages|tests?|docs)$/;
const imageEnding = new RegExp(`\\.(?:${imageExtensions.join('|')})$`, 'i');

function readingOf({ form, raw, start, end, withExtension }: Candidate, hasEntities: boolean): Reading[] {
  const written = fromSiteTop(raw.replaceAll(hole, '${x}'));
  const glob = globOf(written, part => decodePath(part, hasEntities))?.replace(/[?#].*$/, '');
  if (glob === undefined || /[<>|"=;,\n]/.test(glob)) return [];
  const isImage = imageEnding.test(glob);
  const isOpen = /[*}]$/.test(glob) || (withExtension && isImage);
  // A folder of one letter says as little as it does elsewhere.
  const folder = fixedFolder(glob);
  if (!isOpen || !isTelling(glob) || !/[\p{L}\p{N}]{2}/u.test(folder)) return [];
  if (/\*\*(?:\/\*)?(?:\.\*)?$/.test(glob) && codeFolder.test(folder)) return [];
  return [{ form, target: glob, glob, start, end, pathEnd: end }];
}

/** True where functions are called with texts. */
function hasCalls(language: Language): boolean {
  return ['script', 'html', 'c-like', 'hash', 'notebook', 'text'].includes(language);
}
