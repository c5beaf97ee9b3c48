/** An encoder process as `src/encoder/main.ts` in which sharp crashes in the forms that the variable CRASHES names, as it may in Electron. */
import { appendFileSync } from 'node:fs';
import { endWithParent } from '../../src/encoder/parentWatch.ts';
import { processPort } from '../../src/encoder/processPort.ts';
import { encoderService } from '../../src/encoder/service.ts';
import { Channel } from '../../src/protocol/channel.ts';
import type { EncoderEvents, EncoderQuestions } from '../../src/protocol/encoder.ts';

const form = process.env['ASSET_LENS_SHARP'] ?? 'none';

function useSharp(): void {
  if ((process.env['CRASHES'] ?? '').split(',').includes(form)) process.kill(process.pid, 'SIGSEGV');
  if (process.env['HANGS'] === form) for (;;);
}

endWithParent();
const channel = new Channel<Record<never, never>, Record<never, never>, EncoderQuestions, EncoderEvents>(
  processPort(process),
);
const service = encoderService({ alive: file => channel.tell('alive', { file }) });
channel.serve({
  ...service,
  tryDecoder(request, signal) {
    useSharp();
    return service.tryDecoder(request, signal);
  },
  encodeImages(request, signal) {
    useSharp();
    appendFileSync(process.env['FORM_LOG']!, `${form} ${process.execPath}\n`);
    return service.encodeImages(request, signal);
  },
});
channel.onClose(() => process.kill(process.pid, 'SIGKILL'));
