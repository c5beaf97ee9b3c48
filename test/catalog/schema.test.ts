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
import type { ProblemKind } from '../../src/protocol/asset.ts';
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

for (const version of ['v1', 'v2', 'v3', 'v4']) {
  test(`a store of ${version} opens`, t => {
    const folder = temporaryFolder(t);
    // The other database has not changed since.
    const isNew = version === 'v4';
    make(path.join(folder, 'vectors.sqlite'), `contents-${version}.sql`);
    make(catalogFile(folder, '/pictures'), `catalog-${isNew ? 'v3' : version}.sql`);
    const store = openStore(folder);
    t.after(() => store.close());
    const hashes = ['a', 'b'].map(hashOfName);
    assert.deepEqual(store.warnings, []);
    assert.deepEqual(store.known('space', hashes), new Set(hashes));
    assert.deepEqual(store.vectors('space', hashes, 2).vectors, vectorsOf(['a', 'b'], 2));
    assert.deepEqual([...store.facts(hashes).values()], encoded(['a', 'b']).map(({ facts }) => facts));
    assert.deepEqual(store.pixelHashes(hashes), new Map([[hashOfName('a'), 'pixels of a']]));
    assert.deepEqual([...store.textVectors('space', [`it's a cat`]).values()], [Float32Array.of(0.6, -0.8)]);
    const isFirst = version === 'v1' || version === 'v2';
    assert.deepEqual([...store.outlines(1, hashes).values()], isFirst ? [] : [Uint8Array.of(1, 2)]);
    assert.equal(store.verdicts(1, hashes).get(hashes[0]!)?.get(hashes[1]!), isFirst ? undefined : '{}');
    const glimpse = { tiny: new Uint8Array(256), corners: new Uint8Array(36) };
    assert.deepEqual([...store.glimpses(hashes).values()], isNew ? [glimpse] : []);
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
    assert.deepEqual(catalog.news()?.files.length, 4);
    catalog.apply({ upsert: [row('new.png', 'a')], remove: [row('a.png', 'a').path] });
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

  test('are not run by someone who may only read, who finds an empty index and a word', t => {
    const file = path.join(temporaryFolder(t), 'old.sqlite');
    openDatabase(file, [first]).database.close();
    const { database, warning } = openReadOnly(file, [first, 'delete from word']);
    t.after(() => database.close());
    assert.match(warning!, /older Asset Lens/);
    assert.deepEqual(
      database.read(connection => connection.prepare('select * from word').all()),
      [],
    );
    openDatabase(file, [first]).database.close();
  });
});
