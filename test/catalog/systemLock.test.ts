// Locks that the system frees; that it does so for a killed process is shown in test/lens/indexingTogether.test.ts.
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SystemLock } from '../../src/catalog/systemLock.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('a lock is held alone by one or shared by many, until it is let go or closed', t => {
  const file = path.join(temporaryFolder(t), 'locks', 'one.sqlite');
  const [a, b, c] = [new SystemLock(file), new SystemLock(file), new SystemLock(file)] as const;
  t.after(() => [a, b, c].forEach(lock => lock.close()));
  assert.equal(a.isHeldElsewhere(), false);
  assert.deepEqual([a.takeAlone(), a.takeAlone(), b.takeAlone(), b.takeShared()], [true, true, false, false]);
  assert.deepEqual([a.isHeld, b.isHeld, b.isHeldElsewhere()], [true, false, true]);
  a.release();
  assert.deepEqual([a.takeShared(), b.takeShared(), c.takeAlone()], [true, true, false]);
  a.release();
  assert.deepEqual([c.takeAlone(), c.isHeldElsewhere()], [false, true]);
  b.close();
  assert.deepEqual([c.isHeldElsewhere(), c.takeAlone()], [false, true]);
  assert.equal(statSync(file).size, 0);
});

test('something else in the place of a lock is emptied, and locks again', t => {
  const file = path.join(temporaryFolder(t), 'one.sqlite');
  writeFileSync(file, 'something else entirely '.repeat(100));
  const [a, b] = [new SystemLock(file), new SystemLock(file)] as const;
  t.after(() => [a, b].forEach(lock => lock.close()));
  assert.deepEqual([a.takeAlone(), b.takeAlone()], [true, false]);
});
