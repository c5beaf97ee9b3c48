// The panel alone, in a real browser: its built files from a loopback server, under the policy that the extension writes,
// with a host and a Lens that answer by formula (test/panel/fakeHost.ts).
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { drawn, numberIn } from '../panel/formula.ts';
import { repository } from './host.mjs';

const { build } = createRequire(path.join(repository, 'package.json'))('esbuild');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Colours of VS Code's own themes, as a real workbench hands them to a page; null where a theme has none. */
export const themes = JSON.parse(readFileSync(path.join(repository, 'test/panel/themes.json'), 'utf8'));

const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf', '.html': 'text/html' };

/** The page as `panelPage.ts` writes it, with `origin` for all that VS Code would serve. */
async function pageOf(origin) {
  const folder = mkdtempSync(path.join(tmpdir(), 'al-page-'));
  try {
    const outfile = path.join(folder, 'panelPage.mjs');
    const vscode = {
      name: 'vscode',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'fake' }));
        onLoad({ filter: /.*/, namespace: 'fake' }, () => ({
          contents: `export const Uri = { joinPath: (...parts) => parts.join('/') }; export const env = { language: 'en' };`,
        }));
      },
    };
    await build({
      entryPoints: [path.join(repository, 'src/extension/panelPage.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      // Most of VS Code is missing here, and never called.
      logLevel: 'error',
      plugins: [vscode],
    });
    const { panelPage } = await import(pathToFileURL(outfile).href);
    return panelPage({ cspSource: origin, asWebviewUri: uri => uri }, origin);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundledFake() {
  const { outputFiles } = await build({
    entryPoints: [path.join(repository, 'test/panel/fakeHost.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome142',
  });
  return outputFiles[0].text;
}

/** Serves the page, the built files and the pictures; `open` opens the panel in a window of its own. */
export async function servePanel(browser) {
  let html = '';
  const server = createServer((request, response) => {
    const place = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const number = numberIn(place);
    const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
    if (place === '/') send('text/html', html);
    else if (/^\/(thumbnails|files)\//.test(place) && number !== undefined)
      send('image/svg+xml', drawn(number));
    else if (/^\/(dist\/(panel(?:-[\w-]+)?\.js|codicon\.ttf)|media\/panel\.css)$/.test(place))
      send(types[path.extname(place)], readFileSync(path.join(repository, place)));
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  html = await pageOf(origin);
  const fake = await bundledFake();

  return {
    html,
    origin,
    /** `theme` is a key of `themes`; other options are those of a browser context. */
    async open(scenario = {}, { theme = 'Dark Modern', calm = false, kept = null, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      await context.addInitScript(
        ([given, keptState, appearance, isCalm]) => {
          globalThis.scenario ??= given;
          globalThis.refused = [];
          addEventListener('securitypolicyviolation', event =>
            globalThis.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
          );
          if (keptState !== null && sessionStorage.length === 0)
            sessionStorage.setItem('kept by the tab', JSON.stringify(keptState));
          globalThis.dress = ({ bodyClass, variables }) => {
            const { style } = document.documentElement;
            for (const [name, value] of Object.entries(variables)) {
              if (value === null) style.removeProperty(name);
              else style.setProperty(name, value);
            }
            document.body.className = isCalm ? `${bodyClass} vscode-reduce-motion` : bodyClass;
          };
          document.addEventListener('readystatechange', () => globalThis.dress(appearance), { once: true });
        },
        [scenario, kept, themes[theme], calm],
      );
      await context.addInitScript(fake);
      const page = await context.newPage();
      const errors = [];
      page.on('pageerror', error => errors.push(error.stack ?? String(error)));
      page.on('console', message => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      await page.goto(origin);
      return {
        page,
        errors,
        refused: () => page.evaluate(() => globalThis.refused),
        close: () => context.close(),
      };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/**
 * What axe finds, and what it could not decide: partly hidden text is 'incomplete', never a violation.
 * `rules` are axe's own options of its rules, for what it cannot see: forced colours, and what lies over something else.
 */
export async function axeFindings(page, rules = {}) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const result = await page.evaluate(given => globalThis.axe.run(document, { rules: given }), rules);
  return {
    passes: result.passes.length,
    findings: [...result.violations, ...result.incomplete].flatMap(rule =>
      rule.nodes.map(node => `${rule.id}: ${node.target.flat().join(' ')} ${node.failureSummary ?? ''}`),
    ),
  };
}
