/**
 * An encoder process as `src/encoder/main.ts` in which WebGPU, DirectML and the other devices are stand-ins: the processor
 * answers for them. The variable TROUBLE makes them fail, in a probe ("probe-crash", "probe-hang", "probe-wrong") or
 * later ("load-crash", "load-refuse", "crash", "hang", "wrong"). A second takes what opens its network where that says
 * "open-slowly" or "open-refuse", and six, in which nothing else is done, where it says "open-busy"; a file that says "slow"
 * or "deadly" is in hand by then when it is to be sketched.
 */
import path from 'node:path';
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { endWithParent } from '../../src/encoder/parentWatch.ts';
import { processPort } from '../../src/encoder/processPort.ts';
import { encoderService } from '../../src/encoder/service.ts';
import { Channel } from '../../src/protocol/channel.ts';
import type { Provider } from '../../src/protocol/device.ts';
import type { EncoderEvents, EncoderQuestions } from '../../src/protocol/encoder.ts';
import { LensError } from '../../src/protocol/errors.ts';

const trouble = process.env['TROUBLE'] ?? '';
let device: Provider = 'cpu';

function note(what: string): void {
  const log = process.env['DEVICE_LOG'];
  if (log) appendFileSync(log, `${what}\n`);
}

function meet(kind: string): void {
  if (device === 'cpu' || trouble !== kind) return;
  if (kind.endsWith('crash')) process.kill(process.pid, 'SIGSEGV');
  if (kind.endsWith('hang')) for (;;);
  throw new LensError('device-failed', `${device} gave a wrong answer: a cosine of 0.5 to the processor's.`);
}

endWithParent();
const channel = new Channel<Record<never, never>, Record<never, never>, EncoderQuestions, EncoderEvents>(
  processPort(process),
);
const service = encoderService({ alive: file => channel.tell('alive', { file }) });
channel.serve({
  ...service,
  async hello(start, signal) {
    if (start.tower === 'text') return service.hello(start, signal);
    device = start.device.provider;
    note(device);
    meet('load-crash');
    const opens = trouble.startsWith('open-') && !start.decodesOnly && device !== 'cpu';
    if (opens) await pause(1000);
    if (opens && trouble === 'open-busy')
      for (const until = performance.now() + 6000; performance.now() < until;);
    if ((opens && trouble === 'open-refuse') || (trouble === 'load-refuse' && device !== 'cpu'))
      throw new LensError('device-failed', 'It has no memory left.');
    const onProcessor = { provider: 'cpu', runtimeFolder: null, reference: null } as const;
    const identity = await service.hello({ ...start, device: onProcessor }, signal);
    return { ...identity, provider: device };
  },
  async probe(request, signal) {
    device = request.provider;
    meet('probe-crash');
    meet('probe-hang');
    const answer = await service.probe({ ...request, provider: 'cpu' }, signal);
    const times = device === 'cpu' ? 1 : 3;
    const vectors =
      trouble === 'probe-wrong' && device !== 'cpu' ? answer.vectors.map(value => -value) : answer.vectors;
    return { ...answer, vectors, imagesPerSecond: 100 * times };
  },
  async sketch(request, signal) {
    const says = (word: string) => request.files.some(file => path.basename(file.path).includes(word));
    if (says('slow') || says('deadly')) note('sketch');
    if (says('deadly')) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 500);
    if (says('slow') || says('deadly')) await pause(3000);
    return service.sketch(request, signal);
  },
  async encodeImages(request, signal) {
    for (const kind of ['crash', 'hang', 'wrong']) meet(kind);
    // A picture that ends every process that decodes it.
    if (request.paths.some(file => path.basename(file).includes('deadly')))
      process.kill(process.pid, 'SIGKILL');
    return service.encodeImages(request, signal);
  },
});
channel.onClose(() => process.kill(process.pid, 'SIGKILL'));
