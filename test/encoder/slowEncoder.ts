/**
 * An encoder process without a model, whose every file takes 300 milliseconds; after one that says "stuck" nothing comes
 * any more. It tells of each file, as `src/encoder/service.ts` does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ContentHash, ModelId } from '../../src/protocol/asset.ts';
import { Channel } from '../../src/protocol/channel.ts';
import type { EncoderEvents, EncoderQuestions } from '../../src/protocol/encoder.ts';
import { endWithParent } from '../../src/encoder/parentWatch.ts';
import { processPort } from '../../src/encoder/processPort.ts';

endWithParent();
const channel = new Channel<
  Record<never, never>,
  Record<never, never>,
  Pick<EncoderQuestions, 'hello' | 'identify' | 'hashPixels'>,
  EncoderEvents
>(processPort(process));
channel.serve({
  hello: () => ({
    model: 'none@1' as ModelId,
    provider: 'cpu',
    providerReason: 'There is nothing to run.',
    runtime: 'native' as const,
    precision: { vision: 'float', text: 'float' } as const,
    isFasterReady: false,
    dimensions: 1,
    space: 'none',
    temperature: 1,
    scoring: 'softmax',
    bias: null,
    wording: 'phrase',
    assumed: [],
  }),
  async hashPixels({ files }) {
    await workOn(files.map(file => file.path));
    return { hashes: files.map(() => 'pixels') };
  },
  async identify({ paths }) {
    await workOn(paths);
    return { files: paths.map((_, index) => ({ index, hash: '' as ContentHash, bytes: 0 })), problems: [] };
  },
});
channel.onClose(() => process.exit(0));

async function workOn(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await pause(300);
    if (file.includes('stuck')) await pause(3_600_000);
    channel.tell('alive', { file });
  }
}
