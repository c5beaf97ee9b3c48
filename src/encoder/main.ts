/** An encoder process, for pictures or for texts as it is told: wires the service to the parent's channel, and ends with the parent. */
import { setFlagsFromString } from 'node:v8';
import { Channel } from '../protocol/channel.ts';
import type { EncoderEvents, EncoderQuestions } from '../protocol/encoder.ts';
import { endWithParent } from './parentWatch.ts';
import { processPort } from './processPort.ts';
import { encoderService } from './service.ts';

endWithParent();
// Decoded pictures lie outside V8's heap, and marking it bit by bit whenever they have grown took a tenth of the time
// beside the network (docs/decisions/threads.md); all at once it takes some milliseconds, and nobody sees this thread.
setFlagsFromString('--no-incremental-marking');
const channel = new Channel<Record<never, never>, Record<never, never>, EncoderQuestions, EncoderEvents>(
  processPort(process),
);
channel.serve(
  encoderService({
    alive: file => channel.tell('alive', { file }),
    spent: () => channel.tell('spent', {}),
    preparing: progress => channel.tell('preparing', progress),
  }),
);
// An orderly exit waits for every thread, also for one that reads from a drive that does not answer.
channel.onClose(() => process.kill(process.pid, 'SIGKILL'));
// A terminal sends Ctrl-C to this process as well; an end in the middle of a batch would look like a crash on its
// pictures. The parent decides what stops, and its own end ends this process.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
