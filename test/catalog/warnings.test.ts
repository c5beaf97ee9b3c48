// What a process that opens the store says on its own: nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { storeFailed } from '../../src/catalog/storeError.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { temporaryFolder } from './temporaryFolder.ts';

describe('words', () => {
  test('of Node about SQLite do not reach people, and other warnings do', async t => {
    const script = `
      const { openStore } = await import(${JSON.stringify(path.resolve(import.meta.dirname, '../../src/catalog/store.ts'))});
      openStore(${JSON.stringify(temporaryFolder(t))}).close();
      process.emitWarning('still heard');`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout, '');
    assert.match(stderr, /still heard/);
    assert.doesNotMatch(stderr, /SQLite/i);
  }); // prettier-ignore

  test('for people say what to do', () => {
    const told = (error: object) => {
      const failed = storeFailed('/store/x.sqlite', Object.assign(new Error('low-level words'), error));
      assert.ok(LensError.is(failed, 'store-failed'));
      assert.match(failed.message, /^The index \/store\/x\.sqlite /);
      return failed.message;
    };
    assert.match(told({ errcode: 5 }), /another Asset Lens.*try again/);
    assert.match(told({ errcode: 261 }), /another Asset Lens/); // SQLITE_BUSY_RECOVERY
    assert.match(told({ errcode: 13 }), /disk is full/);
    assert.match(told({ code: 'ENOSPC', syscall: 'mkdir' }), /disk is full/);
    assert.match(told({ errcode: 1544 }), /opened for writing.*another store/); // SQLITE_READONLY_DIRECTORY
    assert.match(told({ errcode: 778 }), /low-level words.*another store/);
  });

  test('of a mistake in our own code stay what they are', () => {
    const bug = new TypeError('x is not a function');
    assert.equal(storeFailed('/store/x.sqlite', bug), bug);
  });
});
