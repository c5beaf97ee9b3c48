/**
 * Vectors as small integers: one byte a number for what is searched, two for what is asked.
 * Each row has its own step, so that the largest number of a row uses all of its byte.
 */

/** The largest code of a row. */
const largestCode = 127;

/** Writes the codes of a vector and returns the value of one step; what lies behind the vector is zeroed. */
export function quantizeRow(vector: Float32Array, into: Int8Array): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  // A step is kept as float32, and the codes must belong to that very number.
  const step = Math.fround(largest / largestCode);
  into.fill(0, vector.length);
  for (let i = 0; i < vector.length; i++) {
    into[i] = step > 0 ? Math.max(-largestCode, Math.min(largestCode, Math.round(vector[i]! / step))) : 0;
  }
  return step;
}

/** Queries as int16 with one common step, one after the other, each filled up with zeros to `codes` numbers. */
export interface QuantizedQueries {
  readonly numbers: Int16Array;
  readonly step: number;
}

/**
 * Two bytes cost a query nothing: the scan widens the codes to int16 anyway.
 * So the error of a score is that of the codes alone.
 */
export function quantizeQueries(queries: readonly Float32Array[], codes: number): QuantizedQueries {
  // The sum of all products must stay within an int32, whatever the codes are.
  const largestNumber = Math.min(32_767, Math.floor((2 ** 31 - 1) / (largestCode * codes)));
  let largest = 0;
  for (const query of queries) for (const value of query) largest = Math.max(largest, Math.abs(value));
  const step = largest / largestNumber || 1;
  const numbers = new Int16Array(queries.length * codes);
  queries.forEach((query, place) => {
    for (let i = 0; i < query.length; i++) numbers[place * codes + i] = Math.round(query[i]! / step);
  });
  return { numbers, step };
}

/** Deviation of a number that is spread evenly over one step. */
const evenDeviation = 1 / Math.sqrt(12);

/** No rounding error was seen beyond this many deviations: 2 in 10^9 of a normal distribution are. */
const deviationsTrusted = 6;

/**
 * How far the score of a row by its codes may lie from its exact one, for a query of unit length.
 * The errors of single numbers are independent and even within a step, so that of the score is nearly normal
 * with the deviation of one number's.
 */
export function scoreError(step: number): number {
  return deviationsTrusted * evenDeviation * step;
}
