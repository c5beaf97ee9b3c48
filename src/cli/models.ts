/** `models`: what can be used, fetched, imported and removed. */
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Presets, SingleBar } from 'cli-progress';
import { LensError } from '../protocol/errors.ts';
import type { ModelOffer, ModelProgress } from '../protocol/model.ts';
import { type ModelRoom, openModels } from '../lens/client.ts';
import { type Command, UsageError } from './command.ts';
import { type Cell, type Output } from './output.ts';
import { barWidth, remainingText } from './progress.ts';

type ModelsCommand = Extract<Command, { name: 'models' }>;

export async function runModels(
  command: ModelsCommand,
  places: { readonly store: string; readonly shipped: string },
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const models = openModels({
    ...places,
    env: process.env,
    offline: command.offline,
    token: null,
    isEditor: false,
  });
  switch (command.verb) {
    case 'list':
      return list(models, command, output);
    case 'get':
      return get(models, command, output, signal);
    case 'import': {
      const offer = await models.import(path.resolve(command.what), command.as, signal);
      return tell(command, output, offer, `${offer.id} is here, ${megabytes(offer.bytes)}.`);
    }
    case 'remove': {
      const bytes = await models.remove(command.what);
      if (command.json) output.json({ id: command.what, freed: bytes });
      else
        output.result(
          `${command.what} is gone, ${megabytes(bytes)} are free again. Vectors that it made stay in the index.\n`,
        );
    }
  }
}

const columns = ['model', 'here', 'size', 'licence', 'languages', 'pixels', 'speed', 'ImageNet', 'COCO', 'temperature']; // prettier-ignore

async function list(models: ModelRoom, { json }: ModelsCommand, output: Output): Promise<void> {
  const offers = await models.list();
  if (json) return output.json(offers);
  const right = (text: string): Cell => ({ text, align: 'right' });
  output.table([
    columns.map(text => ({ text, style: 'dim' as const })),
    ...offers.map(offer => [
      { text: offer.id, style: 'bold' } as const,
      { text: offer.state === 'available' ? '' : 'yes' },
      right(offer.bytes === null ? '' : megabytes(offer.bytes)),
      { text: `${offer.licence ?? '?'}${offer.use === 'research' ? ', research only' : ''}` },
      { text: offer.languages ?? '?' },
      right(offer.pixels === null ? '?' : String(offer.pixels)),
      { text: offer.speed ?? '?' },
      right(offer.imageNet === null ? '' : `${offer.imageNet} %`),
      right(offer.coco === null ? '' : `${offer.coco} %`),
      right(offer.temperature === null ? '?' : String(Number(offer.temperature.toFixed(1)))),
    ]),
  ]);
  for (const { id, unconfirmed } of offers)
    if (unconfirmed.length > 0) output.result(`Not confirmed of ${id}: ${unconfirmed.join('; ')}.\n`);
  output.result(
    'No page that was seen asks for more than a licence before a download, which proves nothing; "models get" says where one does.\n',
  );
}

async function get(
  models: ModelRoom,
  command: ModelsCommand,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const bar = downloadBar();
  const fetchIt = (accepted: string | null) =>
    models.get({
      model: command.what,
      variant: command.variant,
      accepted,
      signal,
      progress: progress => bar.show(progress),
      retried: sentence => output.note(`${sentence} Trying again.`),
    });
  try {
    let offer: ModelOffer;
    try {
      offer = await fetchIt(command.accepted);
    } catch (error) {
      if (!LensError.is(error, 'licence-unaccepted')) throw error;
      const licence = String(error.details['licence']);
      if (!(await agrees(error.message, output, signal)))
        throw new UsageError(`${error.message} To agree: --accept-licence ${licence}`, 'models');
      offer = await fetchIt(licence);
    }
    bar.end();
    tell(
      command,
      output,
      offer,
      `${offer.id} is here, ${megabytes(offer.bytes)}. Use it with --model ${offer.id}.`,
    );
  } finally {
    bar.end();
  }
}

/** Asks a person at a terminal; a script has to say it in its words. */
async function agrees(question: string, output: Output, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  output.note(question);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question('Do you agree? [y/N] ', { signal })).trim());
  } finally {
    lines.close();
  }
}

function tell({ json }: ModelsCommand, output: Output, offer: ModelOffer, sentence: string): void {
  if (json) return output.json(offer);
  output.result(`${sentence}\n`);
  for (const doubt of offer.unconfirmed) output.note(`Not confirmed: ${doubt}.`);
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '?' : `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

function downloadBar(): { show(progress: ModelProgress): void; end(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  let bar: SingleBar | undefined;
  return {
    show({ done, total, bytesPerSecond, remainingSeconds }) {
      const words = {
        rate: `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`,
        remaining: remainingText(remainingSeconds),
        megabytes: `${Math.floor(done / 1e6)}/${Math.ceil(total / 1e6)} MB`,
      };
      if (!bar) {
        const options = {
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          gracefulExit: false,
          barsize: barWidth(process.stderr.columns),
          format: 'Fetching {bar} {megabytes}  {rate}  {remaining}',
        };
        bar = new SingleBar(options, Presets.shades_classic);
        bar.start(total, done, words);
      }
      bar.setTotal(total);
      bar.update(done, words);
    },
    end: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}
