/** Files of which ImageMagick would make a wrong picture without a word: they become a problem before. */
import { FileProblem } from './fileProblem.ts';

/** Throws FileProblem. `coder` as in `fileKind.ts`. */
export function refuseMisread(coder: string, bytes: Buffer): void {
  if (coder === 'JP2') refuseBrokenBoxes(bytes, 0, bytes.length);
  if (coder === 'EXR') refuseBrightnessAlone(bytes);
  if (coder === 'SGI') refuseShortSgi(bytes);
}

/** The boxes of a JP2 file that hold boxes (ISO/IEC 15444-1, annex I): the header, and the resolution inside it. */
const holders: ReadonlySet<string> = new Set(['jp2h', 'res ']);

/** Its decoder looks only at the boxes that it needs. A box longer than the one that it lies in is damage. */
function refuseBrokenBoxes(bytes: Buffer, from: number, end: number): void {
  for (let at = from; at + 8 <= end;) {
    const length = bytes.readUInt32BE(at);
    // 0: to the end of the file; 1: longer than 32 bits can tell, which is the codestream.
    if (length === 0 || length === 1) return;
    if (length >= 8 && at + length > end && end === bytes.length) throw endsEarly();
    if (length < 8 || at + length > end) {
      throw new FileProblem(
        'corrupt',
        'Its parts do not fit into one another. Save it again, or exclude it.',
      );
    }
    if (holders.has(bytes.toString('latin1', at + 4, at + 8))) refuseBrokenBoxes(bytes, at + 8, at + length);
    at += length;
  }
}

/** OpenEXR may keep brightness apart from two halves of colour at a quarter of the size; those are read as red and blue. */
function refuseBrightnessAlone(bytes: Buffer): void {
  const list = bytes.indexOf('channels\0chlist\0', 0, 'latin1');
  if (list < 0) return;
  const start = list + 16 + 4;
  const names = bytes.toString('latin1', start, start + bytes.readUInt32LE(start - 4));
  if (/(?:^|[\0.])[BR]Y\0/.test(names)) {
    throw new FileProblem(
      'unsupported',
      'It keeps brightness and colour apart, which is not read. Convert it to RGB or PNG, or exclude it.',
    );
  }
}

/** An SGI file that ends early would be black where the rest is missing. */
function refuseShortSgi(bytes: Buffer): void {
  if (bytes.length < 512) throw endsEarly();
  const [isPacked, bytesEach] = [bytes[2] === 1, bytes[3]!];
  const [width, height, channels] = [bytes.readUInt16BE(6), bytes.readUInt16BE(8), bytes.readUInt16BE(10)];
  const rows = height * channels;
  if (!isPacked) {
    if (bytes.length < 512 + width * rows * bytesEach) throw endsEarly();
    return;
  }
  // A table of starts and one of lengths, for every row of every channel.
  if (bytes.length < 512 + rows * 8) throw endsEarly();
  for (let row = 0; row < rows; row++) {
    const place = 512 + row * 4;
    if (bytes.readUInt32BE(place) + bytes.readUInt32BE(place + rows * 4) > bytes.length) throw endsEarly();
  }
}

function endsEarly(): FileProblem {
  return new FileProblem('truncated', 'The file ends early. Save it again, or exclude it.');
}
