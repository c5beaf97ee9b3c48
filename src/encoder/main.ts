/** An encoder process, for pictures or for texts as it is told: wires the service to the parent's channel, and ends with the parent. */
import { Channel } from '../protocol/channel.ts';
import type {
  EncoderEvents,
  EncoderQuestions,
  PreparerEvents,
  PreparerQuestions,
} from '../protocol/encoder.ts';
import { preparerService } from './int8/preparerService.ts';
import { preparerPurpose } from './preparing.ts';
import { endWithParent } from './parentWatch.ts';
import { processPort } from './processPort.ts';
import { encoderService } from './service.ts';

type Nothing = Record<never, never>;

endWithParent();
const channel = process.argv[2] === preparerPurpose ? servePreparer() : serveEncoder();
// An orderly exit waits for every thread, also for one that reads from a drive that does not answer.
channel.onClose(() => process.kill(process.pid, 'SIGKILL'));
// A terminal sends Ctrl-C to this process as well; an end in the middle of a batch would look like a crash on its
// pictures. The parent decides what stops, and its own end ends this process.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

function serveEncoder(): { onClose(listener: () => void): void } {
  const channel = new Channel<Nothing, Nothing, EncoderQuestions, EncoderEvents>(processPort(process));
  channel.serve(encoderService({ alive: file => channel.tell('alive', { file }) }));
  return channel;
}

/** A process that makes the int8 form of a model and ends. */
function servePreparer(): { onClose(listener: () => void): void } {
  const channel = new Channel<Nothing, Nothing, PreparerQuestions, PreparerEvents>(processPort(process));
  channel.serve(preparerService(progress => channel.tell('progress', progress)));
  return channel;
}
