/** Which provider ran a graph's nodes, as the runtime's own profile says: it passes over names that it does not know. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as ort from 'onnxruntime-node';
import type { Provider } from '../protocol/device.ts';
import { runtimeNames } from './providers.ts';

export interface NodeCounts {
  /** Nodes that ran on the provider that was asked for. */
  readonly there: number;
  readonly elsewhere: number;
}

export interface Profile {
  readonly options: Pick<ort.InferenceSession.SessionOptions, 'enableProfiling' | 'profileFilePrefix'>;
  /** Ends profiling, and counts the nodes that have run since the session was made. */
  read(session: ort.InferenceSession): NodeCounts;
  /** Removes what was written. */
  dispose(): void;
}

/** A profile of one session, in a folder of its own that goes with it. */
export function profileOf(provider: Provider): Profile {
  const folder = mkdtempSync(path.join(tmpdir(), 'asset-lens-profile-'));
  return {
    options: { enableProfiling: true, profileFilePrefix: path.join(folder, 'run') },
    read(session) {
      session.endProfiling();
      const [file] = readdirSync(folder);
      return file === undefined
        ? { there: 0, elsewhere: 0 }
        : countNodes(readFileSync(path.join(folder, file), 'utf8'), runtimeNames[provider].node);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Distinct nodes in the text of a profile, by whether `provider` ran them. */
export function countNodes(profile: string, provider: string): NodeCounts {
  const events: unknown = JSON.parse(profile);
  const there = new Set<unknown>();
  const elsewhere = new Set<unknown>();
  for (const event of Array.isArray(events) ? events : []) {
    if (typeof event !== 'object' || event === null || !('args' in event)) continue;
    const { args } = event;
    if (typeof args !== 'object' || args === null || !('provider' in args)) continue;
    const name = 'node_index' in args ? args.node_index : 'name' in event ? event.name : undefined;
    (args.provider === provider ? there : elsewhere).add(name);
  }
  return { there: there.size, elsewhere: elsewhere.size };
}
