/**
 * Whether this machine runs on its battery, told by what each system says for next to nothing.
 * VS Code does not tell extensions, and Windows tells only programs with native code: there nobody knows
 * (docs/decisions/indexing-pace.md).
 */
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const supplies = '/sys/class/power_supply';
const askMilliseconds = 5000;

/** Null where it cannot be told. */
export function isOnBattery(platform: NodeJS.Platform): Promise<boolean | null> {
  if (platform === 'linux') return isOnBatteryBySupplies(supplies);
  if (platform === 'darwin') return isOnBatteryByPmset();
  return Promise.resolve(null);
}

/** As the Linux kernel has it: one folder for each supply. That of a mouse or a pen is none of the machine's. */
export async function isOnBatteryBySupplies(folder: string): Promise<boolean | null> {
  const names = await readdir(folder).catch(() => []);
  const read = (name: string, what: string) =>
    readFile(path.join(folder, name, what), 'utf8').then(text => text.trim(), () => ''); // prettier-ignore
  let discharges: boolean | null = null;
  for (const name of names) {
    if ((await read(name, 'scope')) === 'Device') continue;
    const type = await read(name, 'type');
    if (type !== 'Battery') {
      // Mains, or USB on a laptop that is charged so.
      if ((await read(name, 'online')) === '1') return false;
      continue;
    }
    discharges = discharges === true || (await read(name, 'status')) === 'Discharging';
  }
  return discharges;
}

function isOnBatteryByPmset(): Promise<boolean | null> {
  return new Promise(resolve => {
    execFile('/usr/bin/pmset', ['-g', 'batt'], { timeout: askMilliseconds }, (error, stdout) =>
      resolve(error ? null : isOnBatteryInText(stdout)),
    );
  });
}

/** As macOS has it: "Now drawing from 'Battery Power'". */
export function isOnBatteryInText(text: string): boolean | null {
  const source = /drawing from '([^']+)'/.exec(text)?.[1];
  return source === undefined ? null : source === 'Battery Power';
}
