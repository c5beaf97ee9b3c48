// One headless browser with a few pages that are used again for every drawing; nothing of it reaches the network.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fonts } from './look.mjs';

/** The fonts of npm, as data addresses, so that every machine draws the same letters. */
function fontFaces(packages) {
  const faces = [];
  for (const family of Object.values(fonts).flat()) {
    const folder = family.toLowerCase().replaceAll(' ', '-');
    for (const weight of [400, 700]) {
      const file = path.join(packages, '@fontsource', folder, 'files', `${folder}-latin-${weight}-normal.woff2`);
      if (!existsSync(file)) continue;
      faces.push({ family, weight, data: `data:font/woff2;base64,${readFileSync(file).toString('base64')}` });
    }
  }
  return faces;
}

/** Opens the browser; each page of it draws one picture at a time. */
export async function openBrowser(packages) {
  const require = createRequire(path.join(packages, 'from-here.js'));
  const { chromium } = require('playwright-core');
  const folder = path.join(packages, '@sparticuz/chromium');
  const load = file => import(pathToFileURL(path.join(folder, file)).href);
  const { default: packaged } = await load('build/index.js');
  const { inflate } = await load('build/lambdafs.js');
  const libraries = path.join(await inflate(path.join(folder, 'bin/al2023.tar.br')), 'lib');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? (await packaged.executablePath()),
    headless: true,
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--font-render-hinting=none',
    ],
  });
  return { newPage: () => openPage(browser, packages), isOpen: () => browser.isConnected(), close: () => browser.close() };
}

/** A page with the fonts and the chart packages; `draw` answers with the picture of one drawing. */
async function openPage(browser, packages) {
  // As large as the largest drawing: what lies outside is photographed white.
  const page = await browser.newPage({ viewport: { width: 1440, height: 1800 } });
  await page.setContent(
    '<!DOCTYPE html><body style="margin:0"><div id="root" style="position:relative;overflow:hidden"></div></body>',
  );
  for (const file of ['echarts/dist/echarts.min.js', 'chart.js/dist/chart.umd.min.js', 'mermaid/dist/mermaid.min.js'])
    await page.addScriptTag({ path: path.join(packages, file) });
  await page.evaluate(async faces => {
    for (const face of faces)
      document.fonts.add(await new FontFace(face.family, `url(${face.data})`, { weight: String(face.weight) }).load());
  }, fontFaces(packages));
  const session = await page.context().newCDPSession(page);

  return {
    async draw(html, width, height, script) {
      const size = await page.evaluate(drawInPage, { html, width, height, script });
      const { data } = await session.send('Page.captureScreenshot', {
        format: 'png',
        optimizeForSpeed: true,
        clip: { x: 0, y: 0, ...size, scale: 1 },
      });
      return Buffer.from(data, 'base64');
    },
  };
}

/** Runs in the page: puts the drawing there and waits until its pictures are decoded. */
async function drawInPage({ html, width, height, script }) {
  // What a chart package asks of chance must not depend on what was drawn before.
  let state = 1;
  Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  globalThis.chart?.dispose?.();
  globalThis.chart?.destroy?.();
  globalThis.chart = undefined;
  const root = document.getElementById('root');
  root.style.width = `${width}px`;
  root.style.height = `${height}px`;
  root.innerHTML = html;
  if (script?.echarts !== undefined) {
    for (const series of script.echarts.series) if (series.sized) series.symbolSize = value => value[2];
    globalThis.chart = globalThis.echarts.init(document.getElementById('chart'), undefined, {
      width: width - 20,
      height: height - 20,
    });
    // The labels of a tree map fade in whatever the options say, so the chart is waited for.
    const finished = new Promise(resolve => globalThis.chart.on('finished', resolve));
    globalThis.chart.setOption(script.echarts);
    if (script.echarts.series[0].type === 'treemap') await finished;
  }
  if (script?.chartjs !== undefined) globalThis.chart = new globalThis.Chart(document.getElementById('canvas'), script.chartjs);
  if (script?.mermaid !== undefined) {
    const { text, theme } = script.mermaid;
    globalThis.mermaid.initialize({
      startOnLoad: false,
      theme,
      securityLevel: 'loose',
      deterministicIds: true,
      deterministicIDSeed: 'screens',
    });
    const { svg } = await globalThis.mermaid.render('mermaid', text);
    const place = document.getElementById('chart');
    place.innerHTML = svg;
    const drawn = place.querySelector('svg');
    drawn.removeAttribute('width');
    drawn.style.cssText = 'width:100%;height:100%;max-width:none';
    // Such a figure stands on a page as wide and as high as it is.
    const { width: own, height: tall } = drawn.viewBox.baseVal;
    const ratio = Math.min(2.6, Math.max(0.45, own / tall));
    if (ratio > width / height) height = Math.round(width / ratio);
    else width = Math.round(height * ratio);
    root.style.width = `${width}px`;
    root.style.height = `${height}px`;
  }
  await Promise.all([...root.querySelectorAll('img')].map(image => image.decode()));
  return { width, height };
}
