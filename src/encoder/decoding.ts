/**
 * How sharp is loaded for the pictures. In Electron on Linux it may crash, since the program itself links another GLib
 * (docs/decisions/sharp-in-electron.md): there it is tried in a process that is there for it alone, and where that
 * ends, a plain Node of this machine decodes, or sharp's WebAssembly build.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import { awakeTimer } from './awakeTimer.ts';
import { forkEncoder, stop } from './launch.ts';
import type { Decoding } from './nativeModules.ts';

/** Loading a library and decoding a small picture takes a fraction of this. */
const patienceMilliseconds = 15_000;

const neededMajor = 24;

export interface DecodingPorts {
  readonly entry: string;
  /** For tests: as if this were Electron on Linux. */
  readonly isElectron?: boolean;
  /** Programs that may be a plain Node, in the order in which they are tried; those of PATH where it is left out. */
  readonly nodes?: readonly string[];
}

/** The first way that decodes a picture; the WebAssembly build where none does. Never fails. */
export async function chooseDecoding({ entry, isElectron, nodes }: DecodingPorts): Promise<Decoding> {
  const concerned =
    isElectron ?? (process.platform === 'linux' && process.versions['electron'] !== undefined);
  if (!concerned) return { form: 'native', program: null };
  const bound: Decoding = { form: 'deep', program: null };
  if (await decodes(entry, bound)) return bound;
  for (const program of nodes ?? nodesOnPath(process.env)) {
    const plain: Decoding = { form: 'native', program };
    if (isNewEnough(program) && (await decodes(entry, plain))) return plain;
  }
  return { form: 'wasm', program: null };
}

/** Whether a process that is started so decodes a picture; a crash and a hang are a no. */
async function decodes(entry: string, decoding: Decoding): Promise<boolean> {
  // What it prints, criticals of GLib among it, is of no use to anybody.
  let said = '';
  const child = forkEncoder(entry, 'probe-decoder', { decoding, listen: text => (said += text) });
  const timer = awakeTimer(patienceMilliseconds, () => child.process.kill('SIGKILL'));
  try {
    await child.channel.ask('tryDecoder', { times: 8 });
    return !said.includes('CRITICAL');
  } catch (error) {
    if (!LensError.is(error)) throw error;
    return false;
  } finally {
    timer.stop();
    await stop(child);
  }
}

function nodesOnPath(env: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(folder => path.isAbsolute(folder));
  return folders.map(folder => path.join(folder, 'node')).filter(file => existsSync(file));
}

function isNewEnough(program: string): boolean {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 5000 });
  return status === 0 && Number(/^v(\d+)\./.exec(stdout)?.[1] ?? 0) >= neededMajor;
}
