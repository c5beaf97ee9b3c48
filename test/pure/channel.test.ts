// The channel: every question is settled once, whatever becomes of the wire.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Channel, type Port, protocolVersion } from '../../src/protocol/channel.ts';
import { LensError } from '../../src/protocol/errors.ts';

type Calls = {
  readonly double: readonly [number, number];
  readonly wait: readonly [null, null];
  readonly fail: readonly [null, null];
};
type News = { readonly ticked: number };

/** Two ends of a wire in memory; messages are copied, as on a real one. */
function wire() {
  const make = () => ({ message: [] as ((m: unknown) => void)[], close: [] as ((r: string) => void)[] });
  const [a, b] = [make(), make()];
  const end = (own: typeof a, other: typeof a): Port => ({
    send: message => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => other.message.forEach(listener => listener(copy)));
    },
    onMessage: listener => own.message.push(listener),
    onClose: listener => own.close.push(listener),
    close: () => queueMicrotask(() => other.close.forEach(listener => listener('The other side is gone.'))),
  });
  return {
    near: end(a, b),
    far: end(b, a),
    breakNear: () => a.close.forEach(listener => listener('It broke.')),
  };
}

function pair() {
  const { near, far, breakNear } = wire();
  const asker = new Channel<Calls, News>(near);
  const server = new Channel<Record<never, never>, Record<never, never>, Calls, News>(far);
  const aborted: boolean[] = [];
  const serve = () =>
    server.serve({
      double: number => number * 2,
      wait: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(true);
            reject(new LensError('aborted', ''));
          });
        }),
      fail: () => {
        throw new LensError('model-invalid', 'No such model.', { model: 'x' });
      },
    });
  return { asker, server, serve, aborted, breakNear };
}

test('a question is answered', async () => {
  const { asker, serve } = pair();
  serve();
  assert.equal(await asker.ask('double', 21), 42);
});

test('a question that came before the handlers is answered when they come', async () => {
  const { asker, serve } = pair();
  const answer = asker.ask('double', 4);
  setTimeout(serve, 5);
  assert.equal(await answer, 8);
});

test('an error arrives with its code and details', async () => {
  const { asker, serve } = pair();
  serve();
  await assert.rejects(asker.ask('fail', null), (error: unknown) => {
    assert.ok(LensError.is(error, 'model-invalid'));
    assert.deepEqual(error.details, { model: 'x' });
    return true;
  });
});

test('an abort reaches the other side and settles the question', async () => {
  const { asker, serve, aborted } = pair();
  serve();
  const controller = new AbortController();
  const question = asker.ask('wait', null, controller.signal);
  setTimeout(() => controller.abort(), 5);
  await assert.rejects(question, (error: unknown) => LensError.is(error, 'aborted'));
  await new Promise(resolve => setTimeout(resolve, 5));
  assert.deepEqual(aborted, [true]);
});

test('when the wire breaks, every open question fails and later ones fail at once', async () => {
  const { asker, serve, breakNear } = pair();
  serve();
  const questions = [asker.ask('wait', null), asker.ask('wait', null)];
  breakNear();
  for (const question of questions) {
    await assert.rejects(question, (error: unknown) => LensError.is(error, 'closed'));
  }
  await assert.rejects(asker.ask('double', 1), (error: unknown) => LensError.is(error, 'closed'));
});

test('an unknown question is an error, not silence', async () => {
  const { asker, serve } = pair();
  serve();
  await assert.rejects(asker.ask('toString' as 'double', 1), (error: unknown) => LensError.is(error, 'bug'));
});

test('events reach their listeners until these are taken away', async () => {
  const { asker, server } = pair();
  const heard: number[] = [];
  const stop = asker.on('ticked', number => heard.push(number));
  server.tell('ticked', 1);
  await new Promise(resolve => setTimeout(resolve, 1));
  stop();
  server.tell('ticked', 2);
  await new Promise(resolve => setTimeout(resolve, 1));
  assert.deepEqual(heard, [1]);
});

test('another protocol version ends the conversation', async () => {
  const { near, far } = wire();
  const channel = new Channel<Calls>(near);
  far.send({ kind: 'hello', version: protocolVersion + 1 });
  await assert.rejects(channel.ask('double', 1), (error: unknown) =>
    LensError.is(error, 'protocol-mismatch'),
  );
});
