// Sidecars, read and written by another program: ExifTool, which needs Perl on all systems but Windows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { blue, png, red } from './drawing.ts';
import { type Workspace, workspace } from './workspace.ts';

const labels = JSON.stringify({
  groups: [
    {
      name: 'colour',
      kind: 'one-of',
      labels: [{ name: 'warm' }, { name: 'red', parent: 'warm' }, { name: 'blue' }],
    },
    { name: 'mood', kind: 'any-of', labels: [{ name: 'calm & still' }, { name: '猫 🐈' }] },
  ],
});

type Tags = Readonly<Record<string, unknown>>;

function found(): { readonly program: string; readonly words: readonly string[] } | string {
  // Its own packages depend on the system; `exiftool-vendored` brings the one that fits.
  const name = process.platform === 'win32' ? 'exiftool-vendored.exe' : 'exiftool-vendored.pl';
  let folder: string;
  try {
    const own = createRequire(createRequire(import.meta.url).resolve('exiftool-vendored'));
    folder = path.dirname(own.resolve(`${name}/package.json`));
  } catch {
    return `${name} is not installed: nothing was read by another program.`;
  }
  const exiftool =
    process.platform === 'win32'
      ? { program: path.join(folder, 'bin', 'exiftool.exe'), words: [] }
      : { program: 'perl', words: [path.join(folder, 'bin', 'exiftool')] };
  const { status } = spawnSync(exiftool.program, [...exiftool.words, '-ver']);
  return status === 0 ? exiftool : 'There is no Perl: nothing was read by another program.';
}

const exiftool = found();
const skip = typeof exiftool === 'string' && exiftool;
if (skip) console.error(`NOT TESTED: ${skip}`);

function run(...words: string[]): string {
  assert.ok(typeof exiftool !== 'string');
  const { status, stdout, stderr } = spawnSync(
    exiftool.program,
    [...exiftool.words, '-charset', 'filename=utf8', ...words],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Its tags by group and name, without those of the file itself. */
function read(file: string): Tags {
  const [tags] = JSON.parse(run('-j', '-G1', '-struct', '-XMP:all', file)) as Tags[];
  return Object.fromEntries(Object.entries(tags!).filter(([name]) => name !== 'SourceFile'));
}

const keywords = ['XMP-dc:Subject', 'XMP-lr:HierarchicalSubject', 'XMP-digiKam:TagsList'];

async function pictures(t: Parameters<typeof workspace>[0]): Promise<Workspace> {
  return workspace(t, { '.vscode/asset-lens.json': labels, 'a.png': png(red), 'b.png': png(blue) });
}

test('ExifTool reads the keywords of a new sidecar, flat and as hierarchies', { skip }, async t => {
  const place = await pictures(t);
  const { folder } = place;
  await place.run(['decide', folder, 'a.png', '--accept', 'red', '--add', '猫 🐈', '--add', 'calm & still']);
  await place.run(['export', folder, '--format', 'xmp']);
  const tags = read(path.join(folder, 'a.png.xmp'));
  const sorted = (name: string) => [...(tags[name] as string[])].sort();
  assert.deepEqual(sorted('XMP-dc:Subject'), ['calm & still', 'red', '猫 🐈']);
  assert.deepEqual(sorted('XMP-lr:HierarchicalSubject'), ['calm & still', 'warm|red', '猫 🐈']);
  assert.deepEqual(sorted('XMP-digiKam:TagsList'), ['calm & still', 'warm/red', '猫 🐈']);
  assert.equal(
    run('-validate', '-s3', '-warning', '-error', '-a', path.join(folder, 'a.png.xmp')).trim(),
    'OK',
  );
});

test('a sidecar that ExifTool wrote keeps every field that we did not write', { skip }, async t => {
  const place = await pictures(t);
  const { folder } = place;
  const sidecar = path.join(folder, 'a.xmp');
  run(
    '-XMP-dc:Subject=holiday', '-XMP-dc:Subject=blue', '-XMP-xmp:Rating=4', '-XMP-dc:Title-en=A title', '-XMP-dc:Title-de=Ein Titel',
    '-XMP-crs:Exposure2012=+0.35', '-XMP-crs:ToneCurve=0, 0', '-XMP-crs:ToneCurve=255, 255', '-XMP-mwg-rs:RegionInfo={RegionList=[{Name=Someone,Type=Face}]}',
    '-XMP-xmpMM:DocumentID=xmp.did:1', '-XMP-iptcExt:PersonInImage=A & B <c>', '-XMP-lr:HierarchicalSubject=places|Berlin', sidecar,
  ); // prettier-ignore
  const before = read(sidecar);
  assert.equal(Object.keys(before).length, 11);
  await place.run(['decide', folder, 'a.png', '--accept', 'red']);
  const told = await place.json('export', ['export', folder, '--format', 'xmp']);
  assert.deepEqual([told.written, told.problems], [1, []]);
  const after = read(sidecar);
  const others = (tags: Tags) =>
    Object.fromEntries(Object.entries(tags).filter(([name]) => !keywords.includes(name)));
  assert.deepEqual(others(after), others(before));
  assert.deepEqual(after['XMP-dc:Subject'], ['holiday', 'red'], 'of one-of, blue is no more');
  assert.deepEqual(after['XMP-lr:HierarchicalSubject'], ['places|Berlin', 'warm|red']);
  // And what it wrote since is read back.
  run('-overwrite_original', '-XMP-dc:Subject+=calm & still', sidecar);
  const imported = await place.json('import', ['import', folder, '--format', 'xmp']);
  assert.deepEqual(
    [imported.changed, imported.labels.map(({ name }) => name).sort()],
    [1, ['Berlin', 'holiday']],
  );
});

test(
  'our sidecar is one that ExifTool can write into an image and take out again as it was',
  { skip },
  async t => {
    const place = await pictures(t);
    const { folder } = place;
    await place.run(['decide', folder, 'a.png', '--accept', 'red', '--add', 'calm & still']);
    await place.run(['export', folder, '--format', 'xmp', '--states', 'accepted,by-hand,suggested']);
    const sidecar = path.join(folder, 'a.png.xmp');
    const before = read(sidecar);
    run('-overwrite_original', '-tagsFromFile', sidecar, '-XMP:all', path.join(folder, 'a.png'));
    rmSync(sidecar);
    run('-o', sidecar, '-tagsFromFile', path.join(folder, 'a.png'), '-XMP:all');
    for (const name of keywords) assert.deepEqual(read(sidecar)[name], before[name], name);
    rmSync(path.join(folder, '.vscode', 'asset-lens.decisions'));
    const { changed } = await place.json('import', ['import', folder, '--format', 'xmp']);
    assert.equal(changed, 2);
    assert.match(
      readFileSync(path.join(folder, '.vscode', 'asset-lens.decisions'), 'utf8'),
      /"colour" "red"/,
    );
  },
);
