/** The doctor's report as Markdown, which reads well in a terminal, in an editor and in a bug report. Pure. */
import type { DoctorReport, ProviderVerdict } from '../protocol/device.ts';

const titles: Readonly<Record<ProviderVerdict['name'], string>> = {
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
  directml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
  cpu: 'CPU',
};

/** `version` is that of Asset Lens. Ends with a line break. */
export function doctorText(report: DoctorReport, version: string): string {
  const { chosen, reason, wish, model, precision, isFasterReady, versions, machine, gpuRuntime } = report;
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    ['Pictures run on', `${titles[chosen]}. ${reason}`],
    ['Texts run on', 'CPU, always: one text takes milliseconds'],
    ['Setting', wish],
    ['Model', model],
    ['Form of the model', formText(precision, isFasterReady)],
    [
      'Machine',
      `${machine.platform}, ${machine.processor}, ${machine.cores} cores, ${gigabytes(machine.memoryBytes)}`,
    ],
    ['GPU', machine.gpu],
    ['Driver', machine.driver],
    ['GPU runtime', gpuRuntime === null ? 'not installed' : `installed, ${gpuRuntime}`],
    ['Asset Lens', version],
    ['Node', versions.node],
    ['Electron', versions.electron],
    ['ONNX Runtime', versions.onnxruntime],
    [
      'sharp',
      versions.sharp && `${versions.sharp}${versions.libvips ? ` (libvips ${versions.libvips})` : ''}`,
    ],
  ];
  return [
    '# Asset Lens: Doctor',
    '',
    ...table([['device', 'verdict', 'images/s', 'memory', 'cosine'], ...report.providers.map(row)]),
    '',
    ...report.providers.flatMap(notes),
    '',
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`- ${name}: ${value}`])),
    '',
  ].join('\n');
}

function formText({ vision, text }: DoctorReport['precision'], isFasterReady: boolean): string {
  const prepared = [...(vision === 'int8' ? ['pictures'] : []), ...(text === 'int8' ? ['texts'] : [])];
  if (prepared.length > 0) return `int8 for ${prepared.join(' and ')}, prepared on this machine`;
  return isFasterReady
    ? 'as it was downloaded, with which this index was made; a faster one lies ready ("asset-lens prepare")'
    : 'as it was downloaded';
}

function row({ name, verdict, imagesPerSecond, residentBytes, cosine }: ProviderVerdict): string[] {
  return [
    titles[name],
    verdict,
    imagesPerSecond === null ? '' : figure(imagesPerSecond),
    residentBytes === null ? '' : `${Math.round(residentBytes / 1e6)} MB`,
    cosine === null ? '' : Math.min(1, cosine).toFixed(5),
  ];
}

function notes({ name, reason, remedy }: ProviderVerdict): string[] {
  const said = [reason, remedy].filter(text => text !== null && text !== '').join(' ');
  return said === '' ? [] : [`- ${titles[name]}: ${said}`];
}

function figure(imagesPerSecond: number): string {
  return imagesPerSecond >= 100
    ? String(Math.round(imagesPerSecond))
    : String(Number(imagesPerSecond.toPrecision(3)));
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Columns padded, so that it is a table in plain text, too. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head!), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)];
}
