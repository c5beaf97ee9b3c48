/** A worker-thread MessagePort as the channel's Port. */
import type { MessagePort } from 'node:worker_threads';
import type { Port } from '../protocol/channel.ts';

export function channelPort(port: MessagePort): Port {
  return {
    send: message => port.postMessage(message),
    onMessage: listener => port.on('message', listener),
    onClose: listener => port.on('close', () => listener('The engine of Asset Lens has stopped.')),
    close: () => port.close(),
  };
}
