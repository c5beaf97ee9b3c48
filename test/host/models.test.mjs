// Another model in the real workbench: fetched through VS Code's own proxy, and ready before it answers.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { plainPng } from '../encoder/plainPng.ts';
import { serveHub } from '../models/fakeHub.ts';
import { serve } from '../models/loopback.ts';
import { openWorkbench, repository, runCommand, startBrowser, startHost } from './host.mjs';
import { vectorSets } from './vectorSets.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const colours = path.join(repository, 'test/fixtures/colours');
const cleanups = [];
const owner = { after: cleanup => cleanups.unshift(cleanup) };

let hub;
let proxy;
let host;
let browser;
let page;

before(
  async () => {
    const names = readdirSync(colours, { recursive: true }).filter(name => /\.(json|onnx)$/.test(name));
    hub = await serveHub(owner, {
      'org/colours': Object.fromEntries(names.map(name => [name, readFileSync(path.join(colours, name))])),
    });
    // No name server knows this hub: whoever reaches it went through the proxy.
    proxy = await serve(owner, (request, response) => {
      const { pathname, search } = new URL(request.url);
      const onwards = http.request(
        hub.origin + pathname + search,
        { method: request.method, headers: request.headers },
        answer => {
          response.writeHead(answer.statusCode, answer.headers);
          answer.pipe(response);
        },
      );
      request.pipe(onwards);
    });
    host = await startHost({
      vsix,
      fill(folder) {
        for (const [i, name] of ['red', 'blue', 'green'].entries())
          writeFileSync(path.join(folder, `${name}.png`), plainPng([i * 80, 200 - i * 60, 30]));
        // With labels, the extension shows that it is there before anybody asks for it.
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
      },
      settings: { 'http.proxy': proxy.origin },
      environment: { HF_ENDPOINT: 'http://hub.invalid' },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await page.getByRole('button', { name: /^Asset Lens: 3 images/ }).waitFor({ timeout: 60_000 });
  },
  { timeout: 120_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
  for (const cleanup of cleanups) await cleanup();
});

test(
  'a model is fetched through http.proxy, looks at every image, and then answers; the old one keeps its vectors',
  { timeout: 120_000 },
  async () => {
    assert.deepEqual(vectorSets(host), [['starter', 3]]);
    await runCommand(page, 'Asset Lens: Choose Model…');
    const input = page.locator('.quick-input-widget input[type="text"], .quick-input-widget input').first();
    await page.getByText('TinyCLIP ViT-8M/16 Text-3M').first().waitFor({ timeout: 30_000 });
    await input.fill('Another Repository');
    await page.keyboard.press('Enter');
    await page.getByText('As on its page').first().waitFor({ timeout: 30_000 });
    await input.fill('org/colours');
    await page.keyboard.press('Enter');
    await page.getByText('The model org/colours answers now.').first().waitFor({ timeout: 60_000 });
    assert.deepEqual(vectorSets(host), [
      ['org/colours', 3],
      ['starter', 3],
    ]);
    assert.ok(
      proxy.seen.some(({ path: asked }) => asked.startsWith('http://hub.invalid/api/models/org/colours/')),
      'by way of the proxy',
    );
    assert.ok(existsSync(path.join(host.store, 'models/org--colours/config.json')));
  },
);
