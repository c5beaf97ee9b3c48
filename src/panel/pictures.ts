/** Addresses of pictures: bases come once from the host, the rest is path. */
import type { AssetCard, ImageFormat } from '../protocol/asset.ts';
import type { LikeImage, PanelSetup } from '../protocol/panel.ts';

/** Longest side of a stored thumbnail (src/encoder/image.ts). */
const thumbnailPixels = 256;

/** A thumbnail drawn larger than this many times its size looks soft. */
const tolerableStretch = 1.3;

/** Originals above this are not loaded for a mere card. */
const cardBytes = 1_500_000;

/** Originals above this are not loaded for the details either. */
const detailsBytes = 40_000_000;

const browserFormats: ReadonlySet<ImageFormat> = new Set([
  'jpeg',
  'png',
  'webp',
  'gif',
  'svg',
  'avif',
  'ico',
]);

/** Of bitmaps, Chromium lacks those with a JPEG or PNG file inside: the details try, and cards do not. */
const detailsFormats: ReadonlySet<ImageFormat> = new Set([...browserFormats, 'bmp']);

type Place = Pick<AssetCard, 'folder' | 'path' | 'modified'>;

/** The picture for a card drawn `height` device pixels high; null where there is none to show. */
export function cardPicture(setup: PanelSetup, card: AssetCard, height: number): string | null {
  const { width, height: tall } = card;
  const scale = Math.min(1, thumbnailPixels / Math.max(width, tall));
  const isSoft = card.format !== 'gif' && height > tall * scale * tolerableStretch;
  const isWorthIt = card.format === 'svg' || tall > tall * scale;
  if (isSoft && isWorthIt && card.bytes <= cardBytes && browserFormats.has(card.format)) {
    return originalPicture(setup, card);
  }
  if (card.thumbnail !== null) return `${setup.thumbnails}/${encodePath(card.thumbnail)}`;
  return browserFormats.has(card.format) && card.bytes <= detailsBytes ? originalPicture(setup, card) : null;
}

/** The picture for the details: one that the Lens made (`large`), else the file itself where the browser can show it. */
export function detailsPicture(setup: PanelSetup, card: AssetCard, large: string | null): string | null {
  if (large === null && !needsRendering(card)) return originalPicture(setup, card);
  const name = large ?? card.thumbnail;
  return name === null ? null : `${setup.thumbnails}/${encodePath(name)}`;
}

/** True where the browser cannot show the file itself, or would take too long to. */
export function needsRendering({ format, bytes }: Pick<AssetCard, 'format' | 'bytes'>): boolean {
  return !detailsFormats.has(format) || bytes > detailsBytes;
}

/** The file's own address; its time makes a changed file a new picture. */
export function originalPicture(setup: PanelSetup, { folder, path, modified }: Place): string | null {
  const base = setup.folders.find(({ id }) => id === folder)?.base;
  return base === undefined ? null : `${base}/${encodePath(path)}?${Math.floor(modified)}`;
}

/** The example that is searched by; null where it lies in none of the folders. */
export function examplePicture({ folders }: PanelSetup, { file }: LikeImage): string | null {
  const folder = folders.find(({ path }) => file.startsWith(`${path}/`) || file.startsWith(`${path}\\`));
  return folder
    ? `${folder.base}/${encodePath(file.slice(folder.path.length + 1).replaceAll('\\', '/'))}`
    : null;
}

/** The absolute path of an asset, as the host and the Lens know it. */
export function absoluteFile(
  setup: PanelSetup,
  { folder, path }: Pick<AssetCard, 'folder' | 'path'>,
): string | null {
  const root = setup.folders.find(({ id }) => id === folder)?.path;
  if (root === undefined) return null;
  return root.includes('\\') ? `${root}\\${path.replaceAll('/', '\\')}` : `${root}/${path}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
