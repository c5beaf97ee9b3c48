/**
 * An encoder process as `src/encoder/main.ts`, with names of files, and texts, that bring it trouble: one that says "crash" ends it
 * at once, one that says "hang" keeps it busy for ever, one that says "slow" takes half a second more. What has "endless"
 * among its bytes keeps its decoder for ever, and nobody else.
 * It waits for a drive no longer than two seconds, and for a decoder no longer than three.
 */
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sharp } from '../../src/encoder/decode.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { endWithParent } from '../../src/encoder/parentWatch.ts';
import { processPort } from '../../src/encoder/processPort.ts';
import { encoderService } from '../../src/encoder/service.ts';
import { Channel } from '../../src/protocol/channel.ts';
import type { EncoderEvents, EncoderQuestions } from '../../src/protocol/encoder.ts';

async function meetTrouble(paths: readonly string[]): Promise<void> {
  const names = paths.map(file => path.basename(file));
  const oneSays = (word: string) => names.some(name => name.includes(word));
  if (oneSays('slow')) await pause(500);
  if (oneSays('crash')) process.kill(process.pid, 'SIGKILL');
  while (oneSays('hang'));
}

/** A decoder that does not come back from the header of what has "endless" among its bytes. */
function withEndless(sharp: Sharp): Sharp {
  const endless = { timeout: () => endless, metadata: () => new Promise(() => undefined) };
  const open: unknown = (input: unknown, options: object) =>
    // The types are those of the function that stands behind it.
    Buffer.isBuffer(input) && input.includes('endless') ? endless : sharp(input as Buffer, options);
  return open as Sharp;
}

endWithParent();
const channel = new Channel<Record<never, never>, Record<never, never>, EncoderQuestions, EncoderEvents>(
  processPort(process),
);
const service = encoderService({
  alive: file => channel.tell('alive', { file }),
  spent: () => channel.tell('spent', {}),
  readSeconds: 2,
  decodeSeconds: 3,
  openSharp: () => withEndless(loadSharp()),
});
channel.serve({
  ...service,
  async encodeImages(request, signal) {
    await meetTrouble(request.paths);
    return service.encodeImages(request, signal);
  },
  async encodeTexts(request, signal) {
    await meetTrouble(request.texts);
    return service.encodeTexts(request, signal);
  },
  async identify(request, signal) {
    await meetTrouble(request.paths);
    return service.identify(request, signal);
  },
  async hashPixels(request, signal) {
    await meetTrouble(request.files.map(file => file.path));
    return service.hashPixels(request, signal);
  },
  async render(request, signal) {
    await meetTrouble([request.path]);
    return service.render(request, signal);
  },
});
channel.onClose(() => process.kill(process.pid, 'SIGKILL'));
