import { benchEdits } from './edit/bench-edits.ts';
import { benchEndpoint } from './endpoint/bench-endpoint.ts';
import { benchOverload } from './endpoint/bench-overload.ts';
import { benchFailover } from './failover/bench-failover.ts';
import { benchJoin } from './join/bench-join.ts';
import type { BenchRow } from './row.ts';

/** Every benchmark by the name that `banyan bench` knows it by. */
export const benches: Record<string, () => AsyncIterable<BenchRow>> = {
  edit: benchEdits,
  endpoint: benchEndpoint,
  overload: benchOverload,
  failover: benchFailover,
  join: benchJoin,
};
