// The extension in a real workbench: how long its activation takes, and how long the loop of the extension host, in
// which all extensions run, is held up before, while and after a folder is indexed. A probe extension beside ours tells.
// Linux on x64 with the packages of test/host and `.host/asset-lens.vsix` only, as the host's tests.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crowd } from './pictures.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');
const vsix = process.env.ASSET_LENS_VSIX ?? path.join(root, '.host', 'asset-lens.vsix');

/** So long the host is left alone before and after, to know what it does without us. */
const quietMilliseconds = 10_000;

export async function workbench({ models, crowdSize, scratch, tell }) {
  const why = whyNot();
  if (why !== null) {
    tell(`workbench: NOT RUN: ${why}`);
    return null;
  }
  const { openWorkbench, runCommand, startBrowser, startHost } = await import('../host/host.mjs');
  tell(`workbench: ${crowdSize} files`);
  const out = path.join(mkdtempSync(path.join(scratch, 'probe-')), 'delay.json');
  const host = await startHost({
    vsix,
    more: [packedProbe(scratch)],
    fill: folder => crowd(models[0].files, path.join(folder, 'pictures'), crowdSize),
    environment: { HOST_PROBE_OUT: out },
  });
  let browser;
  try {
    browser = await startBrowser();
    const page = await openWorkbench(browser, host.url);
    const status = name => page.getByRole('button', { name }).waitFor({ timeout: 600_000 });
    const read = () => JSON.parse(readFileSync(out, 'utf8'));
    while (!existsSync(out) || read().activationMs === null) await sleep(200);
    const { activationMs } = read();
    const during = async work => {
      writeFileSync(`${out}.begin`, '');
      while (existsSync(`${out}.begin`)) await sleep(50);
      await work();
      // What it wrote last is as old as half a second.
      await sleep(1200);
      const { looks, p50, p99, most } = read();
      return { looks, p50, p99, most };
    };
    const before = await during(() => sleep(quietMilliseconds));
    await runCommand(page, 'Asset Lens: Open Panel');
    const indexing = await during(async () => {
      await runCommand(page, 'Asset Lens: Index Workspace');
      await status(/^Asset Lens: [\d,]+ images/);
    });
    const after = await during(() => sleep(quietMilliseconds));
    return { files: crowdSize, activationMs, before, indexing, after };
  } finally {
    await browser?.close();
    await host.stop();
  }
}

function whyNot() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it needs Linux on x64.';
  if (!existsSync(path.join(root, 'test', 'host', 'node_modules', 'code-server')))
    return 'the packages of test/host are not installed (npm ci in test/host).';
  return existsSync(vsix) ? null : `there is no ${path.relative(root, vsix)}.`;
}

function packedProbe(scratch) {
  const stage = mkdtempSync(path.join(scratch, 'host-probe-'));
  cpSync(path.join(import.meta.dirname, 'hostProbe'), stage, { recursive: true });
  const file = path.join(stage, 'host-probe.vsix');
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const words = ['package', '--allow-missing-repository', '--skip-license', '--out', file];
  const { status, stderr } = spawnSync(process.execPath, [vsce, ...words], { cwd: stage, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The probe was not packed: ${stderr}`);
  return file;
}
