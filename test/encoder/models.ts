/** The models that the tests use: the one that is shipped, a tiny one that knows colours, and variants of that. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { DeviceStart, EncoderSettings } from '../../src/protocol/encoder.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
export const fixtures = path.join(root, 'test', 'fixtures');

/** The shipped model; another one can be put through the same tests. Without it they fail, as the product would. */
export const realModel = process.env['ASSET_LENS_TEST_MODEL'] ?? path.join(root, 'models', 'starter');

/** Knows red, green, blue, yellow, white and black, in milliseconds. */
export const colours = path.join(fixtures, 'colours');

/** Settings for a model folder. One thread: the tests share few cores. */
export function settingsFor(modelFolder: string): EncoderSettings {
  return { modelFolder, provider: 'cpu', threads: 1 };
}

/** What a process for pictures is told where it runs on the processor. */
export const processor: DeviceStart = { provider: 'cpu', runtimeFolder: null, reference: null };

export interface Variant {
  /** Names in `test/fixtures/graphs`, without `vision-` or `text-`. */
  readonly vision?: string;
  readonly text?: string;
  /** Values that are put over those of a file. */
  readonly changes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A copy of the model that knows colours, with other graphs or other values in its files. */
export function variantOfColours(t: Pick<TestContext, 'after'>, variant: Variant): string {
  const folder = path.join(temporaryFolder(t), 'variant');
  cpSync(colours, folder, { recursive: true });
  const onnx = path.join(folder, 'onnx');
  mkdirSync(onnx, { recursive: true });
  for (const tower of ['vision', 'text'] as const) {
    const name = variant[tower];
    if (name === undefined) continue;
    cpSync(path.join(fixtures, 'graphs', `${tower}-${name}.onnx`), path.join(onnx, `${tower}_model.onnx`));
  }
  for (const [name, values] of Object.entries(variant.changes ?? {})) {
    const file = path.join(folder, name);
    const old = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...old, ...values }));
  }
  return folder;
}
