/** Numbers as whole ones of eight bits, with a step: weights of a channel each, values of a tensor all together. */

/** `value ≈ (code − zero) × step`, with codes of 0..255. */
export interface ValueCodes {
  readonly step: number;
  readonly zero: number;
}

/** `weight ≈ code × step of its channel`, with codes of −127..127. */
export interface WeightCodes {
  readonly codes: Int8Array;
  readonly steps: Float32Array;
}

/** For values between two limits; zero has a code of its own, since padding is made of it. */
export function codesBetween(least: number, most: number): ValueCodes {
  const [from, to] = [Math.min(0, least), Math.max(0, most)];
  // A value that never differs from 0 needs a step all the same.
  const step = Math.fround((to - from) / 255) || 1;
  return { step, zero: Math.min(255, Math.max(0, Math.round(-from / step))) };
}

/** Each channel along `axis` has the step that its largest weight needs. */
export function weightCodes(values: Float32Array, shape: readonly number[], axis: number): WeightCodes {
  const channels = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const steps = new Float32Array(channels);
  const channelOf = (place: number) => Math.floor(place / inner) % channels;
  for (let place = 0; place < values.length; place++) {
    const channel = channelOf(place);
    steps[channel] = Math.max(steps[channel]!, Math.abs(values[place]!));
  }
  for (let channel = 0; channel < channels; channel++) steps[channel] = steps[channel]! / 127 || 1;
  const codes = new Int8Array(values.length);
  for (let place = 0; place < values.length; place++) {
    codes[place] = Math.max(-127, Math.min(127, Math.round(values[place]! / steps[channelOf(place)]!)));
  }
  return { codes, steps };
}

/** A bias in the steps of the products that it is added to: of the input times those of the weights. */
export function biasCodes(bias: Float32Array, input: ValueCodes, steps: Float32Array): WeightBias {
  const products = steps.map(step => step * input.step);
  const limit = 2 ** 31 - 1;
  return {
    codes: Int32Array.from(bias, (value, channel) =>
      Math.max(-limit, Math.min(limit, Math.round(value / products[channel]!))),
    ),
    steps: products,
  };
}

export interface WeightBias {
  readonly codes: Int32Array;
  readonly steps: Float32Array;
}
