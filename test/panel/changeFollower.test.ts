// From events to runs: what is gathered, what is waited for, and when everything is looked at instead.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ChangeFollower } from '../../src/extension/changeFollower.ts';

const quiet = 2000;

/** A follower in a time of its own; what it asks for is written down, `folder: places` or `everything`. */
function following(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const runs: string[] = [];
  const state = { follows: true, isBusy: false, fails: false };
  const follower = new ChangeFollower({
    follows: () => state.follows,
    isBusy: () => state.isBusy,
    async run(due) {
      runs.push(
        due === 'everything'
          ? due
          : [...due].map(([folder, places]) => `${folder}: ${[...places].join(' ')}`).join(', '),
      );
      if (state.fails) throw new Error('It cannot.');
    },
  });
  t.after(() => follower.dispose());
  return {
    follower,
    state,
    runs,
    pass: (milliseconds: number) => t.mock.timers.tick(milliseconds),
    /** Events of places, as the watcher hands them on. */
    change(...places: string[]) {
      for (const place of places) if (follower.heard()) follower.place('one', place);
    },
  };
}

test('changes are gathered until it is quiet, and each place is told once', t => {
  const { change, pass, runs } = following(t);
  change('a.png', 'b.png');
  pass(quiet - 1);
  change('a.png', 'c.png');
  pass(quiet - 1);
  assert.deepEqual(runs, []);
  pass(1);
  assert.deepEqual(runs, ['one: a.png b.png c.png']);
  pass(10 * quiet);
  assert.equal(runs.length, 1);
});

test('both names of a renamed file come in one run, so that its content is found again', t => {
  const { change, pass, runs } = following(t);
  change('old.png', 'new.png');
  pass(quiet);
  assert.deepEqual(runs, ['one: old.png new.png']);
});

test('changes of several workspace folders come in one run, each under its own', t => {
  const { follower, pass, runs } = following(t);
  follower.place('one', 'a.png');
  follower.place('two', 'a.png');
  pass(quiet);
  assert.deepEqual(runs, ['one: a.png, two: a.png']);
});

test('where it is never quiet, a run comes all the same', t => {
  const { change, pass, runs } = following(t);
  for (let second = 0; second < 45; second++) {
    change('a.png');
    pass(1000);
  }
  assert.deepEqual(runs, ['one: a.png']);
});

test('a thousand events are trusted, and of more everything is looked at', t => {
  const { change, pass, runs } = following(t);
  const places = Array.from({ length: 1000 }, (_, n) => `${n}.png`);
  change(...places);
  pass(quiet);
  assert.deepEqual(runs, [`one: ${places.join(' ')}`]);
  change(...places, 'one-more.png');
  pass(quiet);
  assert.deepEqual(runs.slice(1), ['everything']);
});

test('events of files that mean nothing count: with them, those of images may have been lost', t => {
  const { follower, change, pass, runs } = following(t);
  change('a.png');
  for (let n = 0; n < 1000; n++) follower.heard();
  pass(quiet);
  assert.deepEqual(runs, ['everything']);
});

test('many events over a long time are no burst', t => {
  const { follower, change, pass, runs } = following(t);
  for (let n = 0; n < 20; n++) {
    for (let event = 0; event < 100; event++) follower.heard();
    pass(quiet + 1);
  }
  assert.deepEqual(runs, []);
  change('a.png');
  pass(quiet);
  assert.deepEqual(runs, ['one: a.png']);
});

test('after another branch was checked out, its single files are not told', t => {
  const { follower, change, pass, runs } = following(t);
  change('a.png');
  follower.everything();
  change('b.png');
  pass(quiet);
  assert.deepEqual(runs, ['everything']);
  change('c.png');
  pass(quiet);
  assert.deepEqual(runs, ['everything', 'one: c.png']);
});

test('whoever comes back to the window after a minute has everything looked at', t => {
  const { follower, pass, runs } = following(t);
  follower.windowState(true);
  pass(quiet);
  follower.windowState(false);
  pass(59_000);
  follower.windowState(true);
  pass(quiet);
  assert.deepEqual(runs, [], 'a short absence is none');
  follower.windowState(false);
  pass(30_000);
  follower.windowState(false);
  pass(30_000);
  follower.windowState(true);
  pass(quiet);
  assert.deepEqual(runs, ['everything']);
});

test('while a run is under way, what changed waits for its end', t => {
  const { change, pass, runs, state } = following(t);
  state.isBusy = true;
  change('a.png');
  pass(60_000);
  change('b.png');
  pass(60_000);
  assert.deepEqual(runs, []);
  state.isBusy = false;
  pass(quiet);
  assert.deepEqual(runs, ['one: a.png b.png']);
});

test('what a failed run did not come to is looked at with the next change', async t => {
  const { change, pass, runs, state } = following(t);
  state.fails = true;
  change('a.png');
  pass(quiet);
  await Promise.resolve();
  await Promise.resolve();
  pass(10 * quiet);
  assert.deepEqual(runs, ['one: a.png'], 'it is not tried again and again');
  state.fails = false;
  change('b.png');
  pass(quiet);
  assert.deepEqual(runs, ['one: a.png', 'everything']);
});

test('without an index nothing is gathered, and nothing is due when there is one', t => {
  const { change, follower, pass, runs, state } = following(t);
  state.follows = false;
  change('a.png');
  follower.everything();
  pass(quiet);
  state.follows = true;
  change('b.png');
  state.follows = false;
  pass(quiet);
  state.follows = true;
  pass(10 * quiet);
  assert.deepEqual(runs, []);
});

test('after the end of the window nothing starts', t => {
  const { change, follower, pass, runs } = following(t);
  change('a.png');
  follower.dispose();
  change('b.png');
  pass(10 * quiet);
  assert.deepEqual(runs, []);
});
