// The host's end of the panel's wire: one conversation is its own, the other passes through to the engine unread.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { PanelWires } from '../../src/extension/panelWires.ts';
import { Channel, type Handlers, type Port } from '../../src/protocol/channel.ts';
import { LensError } from '../../src/protocol/errors.ts';
import type { PanelEnvelope, PanelEvents, PanelQuestions } from '../../src/protocol/panel.ts';
import { setup } from './view.ts';

const opened: { dispose(): void }[] = [];
afterEach(() => opened.splice(0).forEach(one => one.dispose()));

/** A panel's host with an engine of message ports; `sent` is all that went to the page. */
function hostWith({ connectLens = undefined as (() => MessagePort) | undefined } = {}) {
  const sent: PanelEnvelope[] = [];
  const listeners = new Set<(envelope: PanelEnvelope) => void>();
  const engine: MessagePort[] = [];
  const failures: unknown[] = [];
  const nothing = () => null;
  const handlers: Handlers<PanelQuestions> = {
    ready: () => setup,
    open: nothing,
    reveal: nothing,
    copyPaths: nothing,
    copyMarkdown: nothing,
    references: nothing,
    run: ({ command }) => {
      throw new LensError('invalid-argument', `${command} is not for now.`);
    },
    createLabel: () => null,
    merge: () => null,
    undoMerge: () => null,
    chooseImage: nothing,
    keepImage: ({ name }) => ({ file: `/tmp/${name}`, name }),
  };
  const wires = new PanelWires({
    send: envelope => {
      sent.push(envelope);
      for (const listener of listeners) listener(envelope);
    },
    handlers,
    connectLens:
      connectLens ??
      (() => {
        const { port1, port2 } = new MessageChannel();
        engine.push(port2);
        return port1;
      }),
    lensFailed: error => failures.push(error),
  });
  opened.push(wires, { dispose: () => engine.forEach(port => port.close()) });

  /** One load of the page, as the panel's own wire does it. */
  const page = (connection: string) => {
    const port: Port = {
      send: message => wires.receive({ to: 'host', connection, message } satisfies PanelEnvelope),
      onMessage: listener =>
        listeners.add(({ to, connection: id, message }) => {
          if (to === 'host' && id === connection) listener(message);
        }),
      onClose: () => undefined,
      close: () => undefined,
    };
    return new Channel<PanelQuestions, PanelEvents>(port);
  };
  const toLens = (connection: string, message: unknown) => wires.receive({ to: 'lens', connection, message });
  return { wires, sent, engine, failures, page, toLens };
}

const received = async (port: MessagePort | undefined) => {
  assert.ok(port, 'the engine was connected to');
  const [message] = (await once(port, 'message')) as [unknown];
  return message;
};

/** A port tells its end only when it was started. */
const ended = async (port: MessagePort | undefined) => {
  assert.ok(port, 'the engine was connected to');
  port.start();
  await once(port, 'close');
};

describe('the host’s conversation', () => {
  test('is answered, with what fails as well', async () => {
    const channel = hostWith().page('page/1');
    assert.deepEqual(await channel.ask('ready', null), setup);
    await assert.rejects(channel.ask('run', { command: 'index' }), { code: 'invalid-argument' });
  });

  test('hears events', async () => {
    const { wires, page } = hostWith();
    const channel = page('page/1');
    const heard: unknown[] = [];
    channel.on('engine', event => heard.push(event));
    wires.tell('engine', { reason: 'It crashed.' });
    assert.deepEqual(heard, [{ reason: 'It crashed.' }]);
  });

  test('begins anew with each load of the page, and the old one hears no more', async () => {
    const { wires, sent, page } = hostWith();
    await page('old/1').ask('ready', null);
    await page('new/1').ask('ready', null);
    const before = sent.length;
    wires.tell('engine', { reason: null });
    assert.deepEqual(
      sent.slice(before).map(envelope => envelope.connection),
      ['new/1'],
    );
  });

  test('says nothing before there is a page, and nothing after the panel was closed', async () => {
    const { wires, sent, page } = hostWith();
    wires.tell('engine', { reason: null });
    assert.deepEqual(sent, []);
    await page('page/1').ask('ready', null);
    wires.dispose();
    const before = sent.length;
    wires.tell('engine', { reason: null });
    assert.equal(sent.length, before);
  });
});

describe('the engine’s conversation', () => {
  test('passes through unread, in both directions', async () => {
    const { engine, sent, toLens } = hostWith();
    const message = { anything: new Uint32Array([1, 2]) };
    toLens('page/2', message);
    assert.deepEqual(await received(engine[0]), message);
    engine[0]!.postMessage({ answer: 7 });
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.deepEqual(sent, [{ to: 'lens', connection: 'page/2', message: { answer: 7 } }]);
  });

  test('has one connection as long as it goes on, and a new one for the next', async () => {
    const { engine, toLens } = hostWith();
    toLens('page/2', 1);
    toLens('page/2', 2);
    assert.equal(engine.length, 1);
    const hasEnded = ended(engine[0]);
    toLens('page/3', 3);
    assert.equal(engine.length, 2);
    assert.equal(await received(engine[1]), 3);
    await hasEnded;
  });

  test('with an engine that went goes nowhere until the panel connects anew', async () => {
    const { wires, engine, toLens } = hostWith();
    toLens('page/2', 1);
    wires.dropLens();
    toLens('page/2', 2);
    assert.equal(engine.length, 1);
    toLens('page/3', 3);
    assert.equal(await received(engine[1]), 3);
  });

  test('that cannot be had is told once, not at every message', () => {
    const { failures, toLens } = hostWith({
      connectLens: () => {
        throw new Error('The model cannot be read.');
      },
    });
    toLens('page/2', 1);
    toLens('page/2', 2);
    assert.deepEqual(failures.map(String), ['Error: The model cannot be read.']);
  });

  test('ends with the panel', async () => {
    const { wires, engine, toLens } = hostWith();
    toLens('page/2', 1);
    const hasEnded = ended(engine[0]);
    wires.dispose();
    await hasEnded;
  });
});

test('what is no envelope is passed over', () => {
  const { wires, engine, sent } = hostWith();
  for (const raw of [
    null,
    undefined,
    'host',
    {},
    { to: 'host' },
    { to: 'nobody', connection: 'page/1', message: {} },
    { to: 'lens', connection: 5, message: {} },
  ]) {
    wires.receive(raw);
  }
  assert.deepEqual(engine, []);
  assert.deepEqual(sent, []);
});
