/** A second engine for a while: the window's own goes on answering, and hears nothing of it. */
import path from 'node:path';
import type { LensSettings } from '../protocol/lens.ts';
import { type LensClient, startLens } from '../lens/client.ts';

/** Starts it, and ends it with the work. */
export async function inEngineApart<Result>(
  settings: LensSettings,
  extensionPath: string,
  work: (client: LensClient) => Promise<Result>,
): Promise<Result> {
  const bundle = (name: string) => path.join(extensionPath, 'dist', name);
  const client = startLens(settings, { worker: bundle('worker.js'), encoder: bundle('encoder.js') });
  try {
    return await work(client);
  } finally {
    await client.dispose();
  }
}
