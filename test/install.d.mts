/** Runs `npm ci` in a folder unless its node_modules is what its lock file says; resolves to whether it did. */
export function installIfNeeded(root: string, label: string): Promise<boolean>;
/** Why node_modules is not what the lock file says; undefined when it is. */
export function reasonToInstall(root: string): string | undefined;
/** The program of a Node that is at least 24. Throws where there is none. */
export function node24(root: string): string;
