import { describe, expect, test } from 'vitest';
import { Disk } from '../../main/simulator/disk.ts';

const entry = { document: 'd', kind: 'text', fragment: Uint8Array.of(1), changedAt: 1, changedBy: '' };

describe('the disk of a simulated machine', () => {
  test('keeps what was written for the next process, and takes nothing more from one that has crashed', async () => {
    const disk = new Disk();
    const first = disk.open();
    first.writeSetting('port', 1);
    first.append([entry]);
    disk.crash();
    first.writeSetting('port', 2);
    first.append([entry]);
    let synced = false;
    void first.sync().then(() => (synced = true));
    const second = disk.open();
    expect(second.readSetting('port')).toBe(1);
    expect(second.load('d').fragments).toHaveLength(1);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(synced).toBe(false);
    await second.sync();
  });

  test('a process that starts shuts out the one before', () => {
    const disk = new Disk();
    const first = disk.open();
    const second = disk.open();
    first.writeSetting('port', 1);
    expect(second.readSetting('port')).toBeUndefined();
  });

  test('a copy has what was there, and goes its own way', () => {
    const disk = new Disk();
    const store = disk.open();
    store.writeSetting('identity', { nodeId: 'x' });
    store.append([entry, { ...entry, fragment: Uint8Array.of(2) }]);
    store.saveSnapshot('d', Uint8Array.of(12), store.newestRow('d'));
    store.append([{ ...entry, fragment: Uint8Array.of(3) }]);
    const copy = disk.copy().open();
    store.writeSetting('identity', { nodeId: 'y' });
    expect(copy.readSetting('identity')).toEqual({ nodeId: 'x' });
    expect(copy.load('d').fragments).toEqual([Uint8Array.of(12), Uint8Array.of(3)]);
  });
});
