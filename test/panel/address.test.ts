// Where the person is: kept over a reload, asked for once, and gone back to.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type History,
  asksTheSame,
  isSearch,
  largestRow,
  longestHistory,
  readAddress,
  replacePlace,
  smallestRow,
  startAddress,
  travel,
  visit,
} from '../../src/panel/address.ts';
import type { FolderId } from '../../src/protocol/asset.ts';
import type { PanelAddress } from '../../src/protocol/panel.ts';

const at = (change: Partial<PanelAddress>): PanelAddress => ({ ...startAddress, ...change });

describe('what the tab kept', () => {
  test('comes back as it was', () => {
    const kept = at({
      mode: 'duplicates',
      text: 'boats',
      like: { file: '/pictures/boat.jpg', name: 'boat.jpg' },
      label: 'harbour',
      folder: '/pictures' as FolderId,
      lookAlikes: true,
      variants: true,
      rowHeight: 200,
      scrollTop: 4321,
      details: true,
      selected: '/pictures/a.png',
    });
    assert.deepEqual(readAddress(structuredClone(kept)), kept);
  });

  test('counts as nothing where it is no address', () => {
    for (const kept of [undefined, null, 'boats', 7, true, [], {}]) {
      assert.deepEqual(readAddress(kept), startAddress, JSON.stringify(kept));
    }
  });

  test('loses only what cannot be right', () => {
    const bad = {
      mode: 'elsewhere',
      text: 12,
      like: { file: '/a.png' },
      label: {},
      folder: 3,
      lookAlikes: 'yes',
      variants: 1,
      rowHeight: 'large',
      scrollTop: Number.NaN,
      details: 1,
      selected: false,
    };
    assert.deepEqual(readAddress(bad), startAddress);
    assert.deepEqual(readAddress({ ...bad, text: 'boats', like: null }), at({ text: 'boats' }));
    assert.equal(readAddress({ like: 'boat.jpg' }).like, null);
    assert.equal(readAddress({ like: { file: 1, name: 'a' } }).like, null);
  });

  test('keeps numbers within their bounds', () => {
    assert.equal(readAddress({ rowHeight: 1 }).rowHeight, smallestRow);
    assert.equal(readAddress({ rowHeight: 1e9 }).rowHeight, largestRow);
    assert.equal(readAddress({ rowHeight: Number.POSITIVE_INFINITY }).rowHeight, startAddress.rowHeight);
    assert.equal(readAddress({ scrollTop: -5 }).scrollTop, 0);
  });
});

describe('two places ask for the same', () => {
  const place = at({ text: 'boats', label: 'harbour' });

  test('when only their arrangement differs', () => {
    const arranged = { ...place, scrollTop: 90, details: true, rowHeight: 64, selected: '/a.png' };
    assert.ok(asksTheSame(place, arranged));
    assert.ok(asksTheSame(place, { ...place, text: ' boats ' }));
  });

  test('when they are like the same file, whatever it is called', () => {
    const like = { file: '/a.png', name: 'a.png' };
    assert.ok(asksTheSame({ ...place, like }, { ...place, like: { ...like, name: 'A' } }));
    assert.ok(!asksTheSame({ ...place, like }, { ...place, like: { ...like, file: '/b.png' } }));
    assert.ok(!asksTheSame({ ...place, like }, place));
  });

  test('and not when anything else differs', () => {
    const changes: Partial<PanelAddress>[] = [
      { mode: 'problems' },
      { text: 'boat' },
      { label: null },
      { folder: '/pictures' as FolderId },
      { lookAlikes: true },
      { variants: true },
    ];
    for (const change of changes)
      assert.ok(!asksTheSame(place, { ...place, ...change }), JSON.stringify(change));
  });
});

test('words or an example are a search; a filter, spaces and the other modes are none', () => {
  const like = { file: '/a.png', name: 'a.png' };
  assert.ok(isSearch(at({ text: 'boats' })));
  assert.ok(isSearch(at({ like })));
  assert.ok(!isSearch(at({ text: '  ' })));
  assert.ok(!isSearch(at({ label: 'harbour' })));
  assert.ok(!isSearch(at({ mode: 'duplicates', text: 'boats', like })));
});

describe('the history', () => {
  const start: History = { places: [startAddress], at: 0 };
  const texts = (history: History) => history.places.map(place => place.text);

  test('leads back and forward through the places', () => {
    const history = visit(visit(start, at({ text: 'one' })), at({ text: 'two' }));
    const back = travel(history, -1);
    assert.equal(back?.address.text, 'one');
    assert.equal(travel(back!.history, 1)?.address.text, 'two');
    assert.equal(travel(start, -1), undefined);
    assert.equal(travel(history, 1), undefined);
  });

  test('forgets what lay ahead when another way is taken', () => {
    const history = visit(visit(start, at({ text: 'one' })), at({ text: 'two' }));
    const other = visit(travel(history, -1)!.history, at({ text: 'three' }));
    assert.deepEqual(texts(other), ['', 'one', 'three']);
    assert.equal(other.at, 2);
  });

  test('has one place for one question, however it is arranged', () => {
    const history = visit(visit(start, at({ text: 'one' })), at({ text: 'one', scrollTop: 50 }));
    assert.deepEqual(texts(history), ['', 'one']);
    assert.equal(history.places[1]?.scrollTop, 50);
  });

  test('keeps the arrangement of a place that is gone back to', () => {
    const scrolled = replacePlace(visit(start, at({ text: 'one' })), at({ text: 'one', scrollTop: 700 }));
    const history = visit(scrolled, at({ text: 'two' }));
    assert.equal(travel(history, -1)?.address.scrollTop, 700);
  });

  test('drops the oldest places in the end', () => {
    let history = start;
    for (let place = 1; place <= longestHistory + 5; place++)
      history = visit(history, at({ text: `${place}` }));
    assert.equal(history.places.length, longestHistory);
    assert.equal(history.at, longestHistory - 1);
    assert.equal(history.places[0]?.text, '6');
  });
});
