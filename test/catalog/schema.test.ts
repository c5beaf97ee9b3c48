// Old versions of the two databases open, with all that was in them.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openDatabase, openReadOnly } from '../../src/catalog/database.ts';
import { catalogFile } from '../../src/catalog/place.ts';
import { catalogMigrations, contentMigrations } from '../../src/catalog/schema.ts';
import { loadSqlite } from '../../src/catalog/sqlite.ts';
import { openStore } from '../../src/catalog/store.ts';
import type { AssetPath, ProblemKind } from '../../src/protocol/asset.ts';
import { encoded, hashOfName, row, vectorsOf } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/store');

/** Makes a database of an SQL text, as an old version left it. */
function make(file: string, fixture: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const connection = new (loadSqlite().DatabaseSync)(file);
  connection.exec(readFileSync(path.join(fixtures, fixture), 'utf8'));
  connection.close();
}

/** All that a store tells of its contents and of one folder. */
function answersOf(folder: string, readOnly: boolean) {
  const store = openStore(folder, { readOnly });
  const catalog = store.openCatalog('/pictures');
  const hashes = ['a', 'b', 'c'].map(hashOfName);
  try {
    return {
      warnings: store.warnings,
      isEmpty: store.isEmpty,
      budget: store.thumbnailBytes,
      precision: store.vectorPrecision,
      facts: [...store.facts(hashes)],
      known: [...store.known('space', hashes)],
      dimensions: store.dimensionsOf('space'),
      others: [...store.otherModels('another space', hashes)],
      vectors: store.vectors('space', hashes, 2),
      page: store.vectorPage('space', 0, 2, new Float32Array(8), () => true),
      count: store.countVectors('space'),
      sets: store.vectorSets(),
      texts: [...store.textVectors('space', [`it's a cat`])],
      pixels: [...store.pixelHashes(hashes)],
      outlines: [...store.outlines(1, hashes)],
      verdicts: [...store.verdicts(1, hashes)],
      files: catalog.files(),
      problems: catalog.filesWithProblem(),
      below: catalog.filesAt(['copies'] as AssetPath[]),
      news: catalog.news(),
      complete: catalog.complete,
      space: catalog.space,
      clearings: catalog.clearings,
    };
  } finally {
    catalog.close();
    store.close();
  }
}

for (const version of ['v1', 'v2', 'v3']) {
  test(`a store of ${version} answers someone who may only read as it does once it is brought up to date`, t => {
    const folder = temporaryFolder(t);
    const files = [path.join(folder, 'vectors.sqlite'), catalogFile(folder, '/pictures')];
    make(files[0]!, `contents-${version}.sql`);
    make(files[1]!, `catalog-${version}.sql`);
    const before = files.map(file => readFileSync(file));
    const read = answersOf(folder, true);
    assert.deepEqual(files.map(file => readFileSync(file)), before);
    assert.deepEqual([read.files.length, read.known.length, read.vectors.hashes.length], [4, 2, 2]);
    assert.deepEqual(read, answersOf(folder, false));
  }); // prettier-ignore
}

for (const version of ['v1', 'v2', 'v3', 'v4', 'v5']) {
  test(`a store of ${version} opens`, async t => {
    const folder = temporaryFolder(t);
    // The other database has not changed since.
    const isNew = version === 'v4' || version === 'v5';
    make(path.join(folder, 'vectors.sqlite'), `contents-${version}.sql`);
    make(catalogFile(folder, '/pictures'), `catalog-${isNew ? 'v3' : version}.sql`);
    const store = openStore(folder);
    t.after(() => store.close());
    const hashes = ['a', 'b'].map(hashOfName);
    assert.deepEqual(store.warnings, []);
    assert.deepEqual(store.known('space', hashes), new Set(hashes));
    assert.deepEqual(store.vectors('space', hashes, 2).vectors, vectorsOf(['a', 'b'], 2));
    assert.deepEqual([...store.facts(hashes).values()], encoded(['a', 'b']).map(({ facts }) => facts));
    // Nobody knows how they were made: they are made again.
    assert.deepEqual(store.pixelHashes(hashes), new Map());
    assert.deepEqual([...store.textVectors('space', [`it's a cat`]).values()], [Float32Array.of(0.6, -0.8)]);
    const isFirst = version === 'v1' || version === 'v2';
    assert.deepEqual([...store.outlines(1, hashes).values()], isFirst ? [] : [Uint8Array.of(1, 2)]);
    assert.equal(store.verdicts(1, hashes).get(hashes[0]!)?.get(hashes[1]!), isFirst ? undefined : '{}');
    // So are glimpses, of which version 5 tells that they were made in an older way.
    assert.deepEqual([...store.glimpses(hashes).values()], []);
    const catalog = store.openCatalog('/pictures');
    t.after(() => catalog.close());
    const problem = { kind: 'corrupt' as ProblemKind, detail: 'The file ends early.' };
    // Version 1 knew the shape of a picture only by its content.
    const reader = version === 'v3' || isNew ? '1 space' : null;
    const shape = version === 'v1' ? { aspect: null } : {};
    assert.deepEqual(catalog.files(), [
      { ...row('a.png', 'a'), ...shape },
      { ...row('b.png', 'b'), ...shape },
      { ...row('bad.png', ''), hash: null, problem, reader, aspect: null },
      { ...row('copies/a.png', 'a'), ...shape },
    ]);
    assert.equal(catalog.complete, true);
    const news = catalog.news();
    const told = [...news!.all!.paths, ...news!.files.map(file => file.path)];
    assert.deepEqual(told.sort(), ['a.png', 'b.png', 'copies/a.png'], 'those that have a content');
    await catalog.apply({ upsert: [row('new.png', 'a')], remove: [row('a.png', 'a').path] });
    assert.deepEqual([catalog.files().length, catalog.news()], [4, null]);
  }); // prettier-ignore
}

test('the newest version has a fixture that is laid out as a new store is', t => {
  const layout = (file: string) => {
    const connection = new (loadSqlite().DatabaseSync)(file);
    const columns = connection
      .prepare(
        `select m.name as owner, p.name, p.type, p."notnull", p.dflt_value as preset, p.pk
         from sqlite_schema m, pragma_table_info(m.name) p where m.type = 'table' order by m.name, p.cid`,
      )
      .all();
    const indexes = connection.prepare(`select name from sqlite_schema where type = 'index' order by name`).all();
    const version = connection.prepare('pragma user_version').get();
    connection.close();
    return JSON.stringify([columns, indexes, version]);
  };
  const folder = temporaryFolder(t);
  const newest = { contents: contentMigrations, catalog: catalogMigrations };
  for (const [name, migrations] of Object.entries(newest)) {
    const [old, fresh] = ['old', 'new'].map(age => path.join(folder, `${name}-${age}.sqlite`)) as [string, string];
    make(old, `${name}-v${migrations.length}.sql`);
    openDatabase(fresh, migrations).database.close();
    assert.equal(layout(old), layout(fresh));
  }
}); // prettier-ignore

describe('migrations', () => {
  const first = "create table word (text text not null) strict; insert into word values ('kept')";
  const second = 'alter table word add column length integer; update word set length = length(text)';
  const third = 'create table more (x) strict'; // prettier-ignore

  test('run one after the other, each once, and keep what was there', t => {
    const file = path.join(temporaryFolder(t), 'old.sqlite');
    openDatabase(file, [first]).database.close();
    for (let time = 0; time < 2; time++) {
      const { database } = openDatabase(file, [first, second]);
      const words = database.read(connection => connection.prepare('select * from word').all());
      assert.deepEqual(words.map(word => ({ ...word })), [{ text: 'kept', length: 4 }]);
      database.close();
    }
  }); // prettier-ignore

  test('that fail leave the old version as it was', t => {
    const file = path.join(temporaryFolder(t), 'old.sqlite');
    openDatabase(file, [first]).database.close();
    assert.throws(() => openDatabase(file, [first, second, third]), /Try again/);
    const { database } = openDatabase(file, [first]);
    t.after(() => database.close());
    const words = database.read(connection => connection.prepare('select * from word').all());
    assert.deepEqual(words.map(word => ({ ...word })), [{ text: 'kept' }]);
  }); // prettier-ignore

  test('are laid over what someone opens who may only read, until another process runs them', async t => {
    const file = path.join(temporaryFolder(t), 'old.sqlite');
    const steps = [
      first,
      `alter table word add column mark text default 'none'`,
      'create table more (x text)',
    ];
    openDatabase(file, [first]).database.close();
    const before = readFileSync(file);
    const { database, warning } = openReadOnly(file, steps);
    t.after(() => database.close());
    const rowsOf = (table: string) =>
      database.read(connection =>
        connection
          .prepare(`select * from ${table}`)
          .all()
          .map(row => ({ ...row })),
      );
    assert.equal(warning, null);
    assert.deepEqual([rowsOf('word'), rowsOf('more')], [[{ text: 'kept', mark: 'none' }], []]);
    await assert.rejects(() =>
      database.write(connection => connection.exec(`insert into word values ('x', 'y')`)),
    );
    assert.deepEqual([readFileSync(file), database.isSpent()], [before, false]);
    openDatabase(file, steps).database.close();
    assert.equal(database.isSpent(), true);
  });
});
