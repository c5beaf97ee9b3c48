/** `embed`: unit vectors of images and texts. */
import path from 'node:path';
import type { LensClient } from '../lens/client.ts';
import type { Command } from './arguments.ts';
import { type Output, printable } from './output.ts';

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
  const reply = await lens.channel.ask(
    'embed',
    { images: images.map(input => path.resolve(input.value)), texts: texts.map(input => input.value) },
    signal,
  );
  const row = new Map([...images, ...texts].map((input, place) => [input, place]));
  const vectors = command.inputs.map(input => {
    const first = row.get(input)! * reply.dimensions;
    return {
      input: input.value,
      vector: Array.from(reply.vectors.subarray(first, first + reply.dimensions)),
    };
  });
  if (command.json) {
    output.json({ model: reply.model, dimensions: reply.dimensions, vectors });
    return;
  }
  for (const { input, vector } of vectors) {
    const first = vector.slice(0, numbersShown).map(number => number.toFixed(4));
    output.result(`${printable(input)}  [${first.join(', ')}, … ${reply.dimensions}]\n`);
  }
}
