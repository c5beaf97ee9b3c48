/** The encoder process: wires the service to the parent's channel, and ends with the parent. */
import { Channel } from '../protocol/channel.ts';
import type { EncoderQuestions } from '../protocol/encoder.ts';
import { processPort } from './processPort.ts';
import { encoderService } from './service.ts';

const channel = new Channel<Record<never, never>, Record<never, never>, EncoderQuestions>(
  processPort(process),
);
channel.serve(encoderService());
channel.onClose(() => process.exit(0));
// A terminal sends Ctrl-C to this process as well; an end in the middle of a batch would look like a crash on its
// pictures. The parent decides what stops, and its own end ends this process.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
