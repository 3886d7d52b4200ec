import type { Bridge, Slice, SliceName } from '../../app/bridge/index.ts';

/** What a slice shows now. */
export function firstSlice<Name extends SliceName>(bridge: Bridge, name: Name): Promise<Slice<Name>> {
  return new Promise((resolve, reject) => {
    bridge.onSlice(name, resolve);
    bridge.call('watch', { slices: [name] }).catch(reject);
  });
}
