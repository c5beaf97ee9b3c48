/**
 * The inner loop of the search, in WebAssembly: eight products of an int8 code and an int16 query at a time,
 * which no plain JavaScript comes near (docs/decisions/exact-search.md).
 *
 * A row is `codes` bytes of int8, then a float32, the value of one step of the codes, then an int32 that says
 * which of the queries, which lie one after the other, this row is compared with.
 */
import { assemble } from './assemble.ts';

/** Scores the rows whose numbers lie at `list` and writes one float32 for each to `out`. All sizes are in bytes. */
export type ScanFunction = (
  list: number,
  listEnd: number,
  out: number,
  rows: number,
  rowBytes: number,
  codes: number,
  queries: number,
) => void;

const text = {
  name: 'scan',
  params: ['$list', '$listEnd', '$out', '$rows', '$rowBytes', '$codes', '$queries'],
  locals: [
    { name: '$row', type: 'i32' },
    { name: '$tail', type: 'i32' },
    { name: '$query', type: 'i32' },
    { name: '$low', type: 'v128' },
    { name: '$high', type: 'v128' },
  ],
  body: `
    block
      loop
        local.get $list
        local.get $listEnd
        i32.ge_u
        br_if 1

        ;; row = rows + number × rowBytes, tail = row + codes
        local.get $rows
        local.get $list
        i32.load
        local.get $rowBytes
        i32.mul
        i32.add
        local.tee $row
        local.get $codes
        i32.add
        local.set $tail

        ;; query = queries + which × codes × 2: an int16 is two bytes
        local.get $queries
        local.get $tail
        i32.load offset=4
        local.get $codes
        i32.mul
        i32.const 2
        i32.mul
        i32.add
        local.set $query

        i32.const 0
        i32x4.splat
        local.tee $low
        local.set $high

        loop
          ;; Two sums that do not wait for each other, one for either half of 16 codes.
          local.get $low
          local.get $row
          v128.load
          i16x8.extend_low_i8x16_s
          local.get $query
          v128.load
          i32x4.dot_i16x8_s
          i32x4.add
          local.set $low
          local.get $high
          local.get $row
          v128.load
          i16x8.extend_high_i8x16_s
          local.get $query
          v128.load offset=16
          i32x4.dot_i16x8_s
          i32x4.add
          local.set $high
          local.get $query
          i32.const 32
          i32.add
          local.set $query
          local.get $row
          i32.const 16
          i32.add
          local.tee $row
          local.get $tail
          i32.lt_u
          br_if 0
        end

        ;; out = (the sum of all lanes) × the value of one step
        local.get $out
        local.get $low
        local.get $high
        i32x4.add
        local.tee $low
        i32x4.extract_lane 0
        local.get $low
        i32x4.extract_lane 1
        i32.add
        local.get $low
        i32x4.extract_lane 2
        i32.add
        local.get $low
        i32x4.extract_lane 3
        i32.add
        f32.convert_i32_s
        local.get $tail
        f32.load
        f32.mul
        f32.store

        local.get $list
        i32.const 4
        i32.add
        local.set $list
        local.get $out
        i32.const 4
        i32.add
        local.set $out
        br 0
      end
    end`,
} as const;

/** The scan over a memory. Takes about a millisecond. */
export function scanOver(memory: WebAssembly.Memory): ScanFunction {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(assemble(text)), { env: { memory } });
  // The module above exports this one function.
  return instance.exports['scan'] as ScanFunction;
}
