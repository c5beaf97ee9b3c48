/** Either end of a child process's IPC wire as the channel's Port. */
import type { Port } from '../protocol/channel.ts';

/** What both ends have: `process` in the child, the ChildProcess in the parent. */
interface IpcEnd {
  readonly connected?: boolean;
  send?(message: unknown, callback?: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  disconnect?(): void;
}

export function processPort(end: IpcEnd): Port {
  return {
    // A wire that breaks while sending also disconnects, and that is where it is dealt with.
    send: message => void end.send?.(message, () => undefined),
    onMessage: listener => void end.on('message', listener),
    onClose: listener => void end.on('disconnect', () => listener('The encoder process has ended.')),
    close: () => {
      if (end.connected) end.disconnect?.();
    },
  };
}
