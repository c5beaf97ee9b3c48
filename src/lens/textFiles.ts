/** Reads the text files of a folder: which there are, and what each holds. Reads nothing outside of it. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Patterns } from '../catalog/ignore.ts';
import { type ScannedFile, scanFolder } from '../catalog/scan.ts';
import type { Drives } from '../catalog/drives.ts';
import { type AssetPath, readableExtensions, unsupportedExtensions } from '../protocol/asset.ts';

/** A larger file is generated, or data: nobody writes paths in it by hand. */
export const textBytes = 5 * 1024 * 1024;

/** Hidden places that people keep texts in; others belong to tools. */
const hiddenPlaces = [
  '.github',
  '.gitlab',
  '.storybook',
  '.vitepress',
  '.vuepress',
  '.vscode',
  '.devcontainer',
  '.changeset',
].map(name => `**/${name}/**`);

/** Files whose names say that they are no texts, so that they need not be opened. */
const binary: ReadonlySet<string> = new Set([
  ...[...readableExtensions, ...unsupportedExtensions].filter(extension => extension !== 'svg'),
  ...'zip gz tgz bz2 xz zst 7z rar tar jar war ear apk aab ipa dmg iso deb rpm exe dll so dylib a lib o obj class pyc pdb wasm node bin dat db sqlite sqlite3 onnx pt pth safetensors gguf npy npz parquet arrow feather mp3 mp4 m4a m4v mov avi mkv webm ogg oga ogv wav flac aac opus mid ttf otf ttc woff woff2 eot doc docx xls xlsx ppt pptx odt ods odp key pages numbers blend fbx glb 3ds max ma mb unitypackage pak uasset umap lock map snap log'.split(
    ' ',
  ),
]);

/** The text files of a folder, as far as their names tell; the ignore rules that hold for images hold for them. */
export async function listTexts(
  root: string,
  { exclude }: Patterns,
  drives: Drives,
  signal?: AbortSignal,
): Promise<readonly ScannedFile[]> {
  const takes = (name: string) => !binary.has(path.posix.extname(name).slice(1).toLowerCase());
  const scan = await scanFolder(root, { exclude, include: ['**', ...hiddenPlaces] }, signal, {
    drives,
    takes,
  });
  return scan.files;
}

/** A text, or why it was not read. */
export type TextRead =
  /** `isUnicode` is false where its bytes are none, and were read as windows-1252. */
  | { readonly kind: 'text'; readonly text: string; readonly isUnicode: boolean }
  | { readonly kind: 'no-text' }
  | { readonly kind: 'skipped'; readonly reason: string };

/**
 * Reads a file; one that holds a zero byte early is no text, unless it begins as UTF-16 does. Bytes that are no UTF-8 are
 * read as windows-1252, as browsers do with a page that says nothing (WHATWG Encoding, 4.2): it gives each byte a letter.
 */
export async function readText({
  absolute,
  bytes,
}: Pick<ScannedFile, 'absolute' | 'bytes'>): Promise<TextRead> {
  if (bytes > textBytes)
    return { kind: 'skipped', reason: `It is larger than ${textBytes / 1024 / 1024} MB.` };
  if (bytes === 0) return { kind: 'no-text' };
  let content: Buffer;
  try {
    const file = await open(absolute, 'r');
    try {
      content = Buffer.allocUnsafe(bytes);
      const { bytesRead } = await file.read(content, 0, bytes, 0);
      content = content.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    // A file that went away since it was listed is missed by nobody.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOENT'
      ? { kind: 'no-text' }
      : { kind: 'skipped', reason: `It could not be read (${code}).` };
  }
  if (content[0] === 0xff && content[1] === 0xfe)
    return { kind: 'text', text: content.subarray(2).toString('utf16le'), isUnicode: true };
  if (content.subarray(0, 8192).includes(0)) return { kind: 'no-text' };
  const isMarked = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  const text = content.toString('utf8', isMarked ? 3 : 0);
  // A file may hold the sign itself.
  if (!text.includes('\ufffd') || isUtf8(content)) return { kind: 'text', text, isUnicode: true };
  return { kind: 'text', text: windowsText(content), isUnicode: false };
}

/** What windows-1252 has from 0x80 to 0x9f, where ISO 8859-1 has no letters. */
const windowsLetters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function windowsText(content: Buffer): string {
  return content
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, sign => windowsLetters[sign.charCodeAt(0) - 0x80]!);
}

/** The images of a folder: its listing, without documents. */
export async function listImages(
  root: string,
  patterns: Patterns,
  drives: Drives,
  isImage: (path: AssetPath) => boolean,
  signal?: AbortSignal,
): Promise<readonly ScannedFile[]> {
  const scan = await scanFolder(root, patterns, signal, { drives });
  return scan.files.filter(file => isImage(file.path));
}
