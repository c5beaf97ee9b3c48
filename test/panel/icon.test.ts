// The glyphs are those of the codicon font that is shipped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { codicons } from '../../src/panel/icon.ts';

const folder = path.dirname(createRequire(import.meta.url).resolve('@vscode/codicons/package.json'));

test('each icon has the code point that the font gives to its name', () => {
  const mapping = JSON.parse(
    readFileSync(path.join(folder, 'src/template/mapping.json'), 'utf8'),
  ) as Readonly<Record<string, readonly string[]>>;
  const points = new Map(
    Object.entries(mapping).flatMap(([point, names]) => names.map(name => [name, Number(point)])),
  );
  assert.ok(points.size > 500);
  assert.deepEqual(codicons, Object.fromEntries(Object.keys(codicons).map(name => [name, points.get(name)])));
});
