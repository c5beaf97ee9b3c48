/** Encoders in processes of their own, ended with the test. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type EncoderOptions, startEncoder } from '../../src/encoder/client.ts';
import type { Encoder } from '../../src/protocol/encoder.ts';
import { colours, settingsFor } from './models.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const bundle = path.join(root, 'dist', 'encoder.js');

/** A service with a few names of files that bring it trouble; the other files it encodes. */
export const troubledEncoder = path.join(import.meta.dirname, 'troubledEncoder.ts');

/** Every process that this one has started, in that order. */
export const started: ChildProcess[] = [];
subscribe('child_process', message => {
  // What Node publishes on this channel.
  started.push((message as { process: ChildProcess }).process);
});

/** The bundle that is shipped. Test files run side by side: one of them builds what is missing, the others wait. */
export async function builtEncoder(): Promise<string> {
  const lock = path.join(root, '.tsc', 'building-for-tests');
  mkdirSync(path.dirname(lock), { recursive: true });
  while (!existsSync(bundle)) {
    try {
      mkdirSync(lock);
    } catch {
      await pause(200);
      continue;
    }
    try {
      execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root });
    } finally {
      rmdirSync(lock);
    }
  }
  return bundle;
}

/** An encoder with the model that knows colours, unless told otherwise. */
export async function openEncoder(
  t: Pick<TestContext, 'after'>,
  options: Partial<EncoderOptions> = {},
): Promise<Encoder> {
  const entry = options.entry ?? (await builtEncoder());
  const encoder = startEncoder({ settings: settingsFor(colours), ...options, entry });
  t.after(() => encoder.dispose());
  return encoder;
}

/** True while there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until something is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}
