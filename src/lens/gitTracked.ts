/** Which assets git tracks, asked of git itself. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Asset } from './assets.ts';
import type { Lens } from './lens.ts';

const patienceMilliseconds = 5000;

/**
 * Those of a few assets that are in the index of their repository; none where there is no git or no repository. Not asked
 * in a restricted workspace: the configuration of a repository may name programs to run.
 */
export async function trackedByGit(lens: Lens, assets: readonly Asset[]): Promise<ReadonlySet<Asset>> {
  const tracked = new Set<Asset>();
  if (!lens.settings.trusted) return tracked;
  for (const [folder, own] of Map.groupBy(assets, asset => asset.folder)) {
    const cwd = lens.folder(folder).path;
    const words = ['-c', 'core.fsmonitor=false', '--literal-pathspecs', 'ls-files', '-z', '--'];
    try {
      const { stdout } = await promisify(execFile)('git', [...words, ...own.map(({ path }) => path)], {
        cwd,
        timeout: patienceMilliseconds,
        maxBuffer: 16 * 1024 * 1024,
      });
      const names = new Set(stdout.split('\0'));
      for (const asset of own) if (names.has(asset.path)) tracked.add(asset);
    } catch {
      // No git, or no repository: nothing is tracked.
    }
  }
  return tracked;
}
