import { describe, expect, test } from 'vitest';
import { Callers } from '../../../../app/transport/zmtp/callers.ts';
import { virtualClock } from '../virtual-clock.ts';

const limits = { most: 4, perAddress: 2, perAddressPerMinute: 5, silentMs: 1000 };

function room() {
  const clock = virtualClock();
  const callers = new Callers(limits, clock);
  const cut: string[] = [];
  /** Somebody connects; undefined when not let in. */
  const call = (name: string, address: string) => {
    if (!callers.admit(address)) return undefined;
    const caller = {
      cut: () => {
        cut.push(name);
        callers.remove(caller);
      },
    };
    callers.add(caller, address);
    return caller;
  };
  return { clock, callers, call, cut };
}

describe('room for callers', () => {
  test('the longest silent one of an address makes room for its next', () => {
    const { call, cut } = room();
    for (const name of ['a1', 'a2', 'a3']) expect(call(name, 'a')).toBeDefined();
    expect(cut).toEqual(['a1']);
  });

  test('who has spoken keeps its place, and an address whose callers all have spoken has to wait', () => {
    const { callers, call, cut } = room();
    callers.spoke(call('a1', 'a')!);
    callers.spoke(call('a2', 'a')!);
    expect(call('a3', 'a')).toBeUndefined();
    expect(call('b1', 'b')).toBeDefined();
    expect(cut).toEqual([]);
  });

  test('when it is full the longest silent one goes, whatever its address', () => {
    const { callers, call, cut } = room();
    const first = call('a1', 'a')!;
    for (const name of ['b', 'c', 'd', 'e']) expect(call(name, name)).toBeDefined();
    expect(cut).toEqual(['a1']);
    callers.remove(first);
    expect(call('f', 'f')).toBeDefined();
    expect(cut).toEqual(['a1', 'b']);
  });

  test('who says nothing is cut after its time; who says something is not', async () => {
    const { clock, callers, call, cut } = room();
    call('silent', 'a');
    callers.spoke(call('speaks', 'b')!);
    await clock.advance(999);
    expect(cut).toEqual([]);
    await clock.advance(1);
    expect(cut).toEqual(['silent']);
  });

  test('one address calls only so often within a minute', async () => {
    const { clock, callers, call } = room();
    for (let count = 0; count < 5; count++) callers.remove(call(`${count}`, 'a')!);
    expect(call('again', 'a')).toBeUndefined();
    expect(call('other', 'b')).toBeDefined();
    await clock.advance(60_000);
    expect(call('later', 'a')).toBeDefined();
  });
});
