/** `embed`: unit vectors of images and texts. */
import path from 'node:path';
import type { LensClient } from '../lens/client.ts';
import { type Command, UsageError } from './command.ts';
import { mustBeFile } from './givenFile.ts';
import { type Output, shortest } from './output.ts';

/** A person sees the first numbers of a vector; `--json` has them all. */
const numbersShown = 6;

export async function embedInputs(
  command: Extract<Command, { name: 'embed' }>,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const images = command.inputs.filter(input => input.kind === 'image');
  const texts = command.inputs.filter(input => input.kind === 'text');
  for (const { value } of images) await mustBeFile(value, 'image', 'embed');
  if (texts.some(({ value }) => value.trim() === ''))
    throw new UsageError('The text after --text is empty.', 'embed');
  const reply = await lens.channel.ask(
    'embed',
    { images: images.map(input => path.resolve(input.value)), texts: texts.map(input => input.value) },
    signal,
  );
  // The engine answers images first; people get their own order back.
  const place = new Map([...images, ...texts].map((input, row) => [input, row]));
  const vectors = command.inputs.map(input => {
    const first = place.get(input)! * reply.dimensions;
    const vector = reply.vectors.subarray(first, first + reply.dimensions);
    return { input: input.value, vector: Array.from(vector, shortest) };
  });
  if (command.json) {
    output.json({ model: reply.model, dimensions: reply.dimensions, vectors });
    return;
  }
  output.table(
    vectors.map(({ input, vector }) => [
      { text: input },
      ...vector
        .slice(0, numbersShown)
        .map(number => ({ text: number.toFixed(4), align: 'right', style: 'dim' }) as const),
      ...(vector.length > numbersShown
        ? [{ text: `… ${vector.length} numbers`, style: 'dim' } as const]
        : []),
    ]),
  );
}
