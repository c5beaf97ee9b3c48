/**
 * Small pictures between the lines, in the protocol that the terminal speaks.
 * Which one that is, and the sixel encoding, come from libraries. Kitty's and iTerm2's protocols take a PNG file as it
 * is, in one escape sequence; the libraries that write them bring an image decoder of their own, which we have already.
 */
import { image2sixel } from 'sixel/lib/SixelEncoder.js';
import { createSupportsTerminalGraphics } from 'supports-terminal-graphics';
import type { AssetId } from '../protocol/asset.ts';
import type { LensClient } from '../lens/client.ts';

/** The characters that show an asset, undefined where it cannot be read. */
export type PictureWriter = (id: AssetId) => Promise<string | undefined>;

const pixels = 96;

/** Kitty takes at most this much of a picture in one sequence. */
const kittyChunk = 4096;

/** A writer for this terminal; undefined where it shows no pictures. */
export async function pictureWriter(lens: LensClient): Promise<PictureWriter | undefined> {
  if (!process.stdout.isTTY) return undefined;
  const support = createSupportsTerminalGraphics(process.stdout);
  const render = (id: AssetId, form: 'png' | 'rgba') => lens.channel.ask('preview', { id, pixels, form });
  if (support.kitty || support.iterm2) {
    const sequence = support.kitty ? kittyPicture : itermPicture;
    return async id => {
      const preview = await render(id, 'png');
      return preview ? `${sequence(preview.bytes)}\n` : undefined;
    };
  }
  if (!support.sixel) return undefined;
  return async id => {
    const preview = await render(id, 'rgba');
    return preview ? `${image2sixel(preview.bytes, preview.width, preview.height)}\n` : undefined;
  };
}

/** https://sw.kovidgoyal.net/kitty/graphics-protocol: transmit a PNG (f=100) and show it (a=T), in chunks. */
function kittyPicture(png: Uint8Array): string {
  const data = Buffer.from(png).toString('base64');
  let written = '';
  for (let first = 0; first < data.length; first += kittyChunk) {
    const more = first + kittyChunk < data.length ? 1 : 0;
    const keys = first === 0 ? `a=T,f=100,m=${more}` : `m=${more}`;
    written += `\u001b_G${keys};${data.slice(first, first + kittyChunk)}\u001b\\`;
  }
  return written;
}

/** https://iterm2.com/documentation-images.html: a file shown inline. */
function itermPicture(png: Uint8Array): string {
  return `\u001b]1337;File=inline=1;size=${png.length}:${Buffer.from(png).toString('base64')}\u0007`;
}
