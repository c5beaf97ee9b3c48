/**
 * Small pictures above their lines, in the protocol that the terminal speaks.
 * Which one that is, and how iTerm2's and sixel's sequences are written, come from libraries. Kitty's is written here:
 * the libraries for it bring an image decoder of their own, and it takes a PNG file as it is.
 */
import { image as itermPicture } from 'ansi-escapes';
import { image2sixel } from 'sixel/lib/SixelEncoder.js';
import { createSupportsTerminalGraphics } from 'supports-terminal-graphics';
import type { AssetId } from '../protocol/asset.ts';
import type { LensClient } from '../lens/client.ts';

/** The characters that show an asset, undefined where it cannot be read. */
export type PictureWriter = (id: AssetId) => Promise<string | undefined>;

export type PictureProtocol = 'kitty' | 'iterm2' | 'sixel';

/** Lines that a picture takes. */
const pictureRows = 4;

/** Twice the height of four usual lines, for screens with small pixels. */
const pngPixels = 128;

/** Sixels are as large as they are: four lines of a usual font. */
const sixelPixels = 64;

/** Kitty takes at most this much of a picture in one sequence. */
const kittyChunk = 4096;

/** What this terminal shows; undefined for none. */
export function pictureProtocol(): PictureProtocol | undefined {
  if (!process.stdout.isTTY || process.env['TERM'] === 'dumb') return undefined;
  // tmux and screen keep the variables of the terminal around them, but do not pass its pictures on.
  if (process.env['TMUX'] || process.env['STY']) return undefined;
  const { kitty, iterm2, sixel } = createSupportsTerminalGraphics(process.stdout);
  return kitty ? 'kitty' : iterm2 ? 'iterm2' : sixel ? 'sixel' : undefined;
}

/** A writer for this terminal; undefined where it shows no pictures. */
export function pictureWriter(lens: LensClient): PictureWriter | undefined {
  const protocol = pictureProtocol();
  if (!protocol) return undefined;
  const request =
    protocol === 'sixel'
      ? ({ pixels: sixelPixels, form: 'rgba' } as const)
      : ({ pixels: pngPixels, form: 'png' } as const);
  return async id => {
    const preview = await lens.channel.ask('preview', { id, ...request });
    return preview ? pictureSequence(protocol, preview) : undefined;
  };
}

/** The sequence that shows a picture: `bytes` are RGBA for sixel and a PNG file for the others. */
export function pictureSequence(
  protocol: PictureProtocol,
  { bytes, width, height }: { readonly bytes: Uint8Array; readonly width: number; readonly height: number },
): string {
  switch (protocol) {
    case 'kitty':
      return `${kittyPicture(bytes)}\n`;
    case 'iterm2':
      return `${itermPicture(bytes, { height: pictureRows })}\n`;
    case 'sixel':
      return `${image2sixel(onWhite(bytes), width, height)}\n`;
  }
}

/**
 * Opaque RGBA in a buffer of its own. Sixel's encoder takes transparent pixels for black, and reads the whole buffer
 * under what it is given, while bytes from a wire share theirs with others.
 */
function onWhite(rgba: Uint8Array): Uint8Array {
  const opaque = Uint8Array.from(rgba);
  for (let pixel = 0; pixel < opaque.length; pixel += 4) {
    const alpha = opaque[pixel + 3]! / 255;
    for (let i = pixel; i < pixel + 3; i++) opaque[i] = 255 - alpha * (255 - opaque[i]!);
    opaque[pixel + 3] = 255;
  }
  return opaque;
}

/**
 * https://sw.kovidgoyal.net/kitty/graphics-protocol: transmit a PNG (f=100) and show it (a=T) in so many rows, in chunks.
 * q=2 keeps the terminal from answering: its answer would be typed into the shell.
 */
function kittyPicture(png: Uint8Array): string {
  const data = Buffer.from(png).toString('base64');
  let written = '';
  for (let first = 0; first < data.length; first += kittyChunk) {
    const more = first + kittyChunk < data.length ? 1 : 0;
    const keys = first === 0 ? `a=T,f=100,r=${pictureRows},q=2,m=${more}` : `q=2,m=${more}`;
    written += `\u001b_G${keys};${data.slice(first, first + kittyChunk)}\u001b\\`;
  }
  return written;
}
