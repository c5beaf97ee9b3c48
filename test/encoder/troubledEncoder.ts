/**
 * An encoder process as `src/encoder/main.ts`, with names of files, and texts, that bring it trouble: one that says "crash" ends it
 * at once, one that says "hang" keeps it busy for ever, one that says "slow" takes half a second more.
 * It waits for a drive no longer than two seconds.
 */
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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

endWithParent();
const channel = new Channel<Record<never, never>, Record<never, never>, EncoderQuestions, EncoderEvents>(
  processPort(process),
);
const service = encoderService({ alive: file => channel.tell('alive', { file }), readSeconds: 2 });
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
