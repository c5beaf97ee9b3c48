/** What one file may cost before it is a problem. */

/** Files above this are not read into memory: no picture of a repository is so large. */
export const byteLimit = 512 * 1024 * 1024;

/** An SVG above this, unpacked, would take minutes to draw. */
export const svgByteLimit = 16 * 1024 * 1024;

/** 16,383 × 16,383: libvips's own default limit, 1 GB of RGBA. */
export const pixelLimit = 0x3fff * 0x3fff;

/** Formats count sides in 16 bits or more; what is longer is a mistake or a trap. */
export const longestSide = 0xffff;

/** A decoder that takes this long is stuck, also on a busy machine. Half of what the process may take for an answer (`encoderProcess.ts`). */
export const decodeSeconds = 60;

/** A drive that gives a file no faster hangs. */
export const readSeconds = 30;
