// `npm run demo`: from a fresh clone to found pictures. Runs on Node 20, before any package is installed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded, node24 } from '../install.mjs';
import { contactSheet } from './contactSheet.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(path.dirname(here));
const sample = path.join(root, '.sample');
const assets = path.join(sample, 'assets');
/** The sample has its own, so that the user's is left alone. */
const store = path.join(sample, 'store');
const sheet = path.join(sample, 'contact-sheet.html');
const cli = path.join(root, 'dist', 'cli.js');

/** The page shows so many results of a query; the terminal the first few. */
const resultsOnPage = 6;
const resultsPrinted = 3;
const membersPrinted = 3;

/** The pictures whose tags are shown. */
const taggedPaths = ['photos/IMG_0415.jpg', 'photos/IMG_0430.jpg', 'emoji/1f34e.png', 'shapes/shape-03.png'];
const tagsShown = 2;

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = text => (colours ? `\u001b[1m${text}\u001b[22m` : text);
const green = text => (colours ? `\u001b[32m${text}\u001b[39m` : text);

try {
  await demo();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function demo() {
  await installIfNeeded(root, 'the packages of Asset Lens');
  const node = node24(root);
  await step('Building', () => run(node, [path.join(root, 'esbuild.mjs')]));
  await step('Making the sample', async () => {
    rmSync(assets, { recursive: true, force: true });
    const count = await run(node, [path.join(here, 'makeSample.mjs'), assets]);
    return `${count.trim()} pictures in ${fromShell(assets)}`;
  });
  const index = await step('Indexing', async () => {
    const report = await ask(node, 'index');
    const { assets: count, encoded, imagesPerSecond, model, provider } = report;
    const speed = encoded > 0 ? `, ${imagesPerSecond} images/s` : '';
    return [`${count} pictures, ${encoded} of them encoded${speed}, model ${model} on ${provider}`, report];
  });

  const answers = await searchAll(node);
  say(
    `\n${bold('Search by words')}: the best ${resultsPrinted} of each query, ${green('✓')} where it is right\n`,
  );
  for (const answer of answers) print(answer);
  const found = answers.filter(isRightFirst).length;
  say(bold(`\n${found} of ${answers.length} queries found the right image first.`));

  const allTags = await ask(node, 'tag');
  const tagged = taggedPaths
    .map(wanted => allTags.find(({ path }) => path === wanted))
    .map(({ path, tags }) => ({ path, tags: tags.slice(0, tagsShown) }));
  say(`\n${bold('Tags')} by the labels in ${fromShell(path.join(assets, '.vscode', 'asset-lens.json'))}\n`);
  for (const asset of tagged) say(`  ${asset.path.padEnd(24)} ${tagWords(asset)}`);

  const groups = await ask(node, 'duplicates', '--look-alikes');
  say(`\n${bold('Copies')}: same bytes, same pixels, and pictures that look alike\n`);
  for (const { kind, assets } of groups) say(`  ${kind.padEnd(12)} ${membersOf(assets)}`);

  const page = contactSheet({ answers, tagged, groups, folder: 'assets', model: index.model });
  writeFileSync(sheet, page);
  say(`\n${bold('Look at it')}: open ${sheet} in a browser.`);
  const words = `node ${quoted(fromShell(cli))} search ${quoted(fromShell(assets))} "a bicycle" --store ${quoted(fromShell(store))}`;
  say(`${bold('Search it yourself')}:\n\n  ${words}\n`);
}

async function searchAll(node) {
  const asked = JSON.parse(readFileSync(path.join(here, 'queries.json'), 'utf8'));
  const file = path.join(sample, 'queries.txt');
  mkdirSync(sample, { recursive: true });
  writeFileSync(file, asked.map(({ query }) => `${query}\n`).join(''));
  const answers = await ask(node, 'search', '--queries', file, '--limit', String(resultsOnPage));
  return answers.map(({ query, results }, i) => ({ query, results, right: asked[i].right }));
}

function isRightFirst({ right, results }) {
  return right.includes(results[0]?.path);
}

function print({ query, right, results }) {
  say(`  ${bold(query)}`);
  for (const { path, score } of results.slice(0, resultsPrinted)) {
    say(`    ${right.includes(path) ? green('✓') : ' '} ${score.toFixed(3)}  ${path}`);
  }
}

function tagWords({ tags }) {
  return tags.map(({ label, probability }) => `${label} ${Math.round(probability * 100)} %`).join(', ');
}

function membersOf(assets) {
  const more = assets.length - membersPrinted;
  return assets.slice(0, membersPrinted).join('  =  ') + (more > 0 ? `  and ${more} more` : '');
}

/** Says what is done, does it, and says how it ended and how long it took. Work may give words, or words and a value. */
async function step(name, work) {
  process.stdout.write(`${name} … `);
  const started = Date.now();
  const [words, value] = [await work()].flat();
  const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  // A progress bar may have taken the line and given it back empty.
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${name} … `);
  say(words ? `${words} (${seconds})` : seconds);
  return value;
}

/** One command of Asset Lens; resolves to its JSON. */
async function ask(node, command, ...words) {
  return JSON.parse(await run(node, [cli, command, assets, ...words, '--json', '--store', store]));
}

/** What a program writes to standard output; its complaints are shown as they come. Rejects where it fails. */
function run(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', text => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) resolve(output);
      else
        reject(
          new Error(`This failed (${signal ?? `exit status ${status}`}): ${[program, ...words].join(' ')}`),
        );
    });
  });
}

/** A path as one would type it where npm was called. */
function fromShell(file) {
  return path.relative(process.env.INIT_CWD ?? process.cwd(), file);
}

function quoted(file) {
  return /^[\w./\\:-]+$/.test(file) ? file : `"${file}"`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
