import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyPad } from '../../agent/key-pad.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A keypad on which 9 leads somewhere, and what came of its keys. */
function aKeyPad() {
  const log: string[] = [];
  const pad = new KeyPad({
    shortcut: (key) => key === '9' && log.push('shortcut 9') > 0,
    typed: (digits) => log.push(`typed ${digits}`),
    collected: (into, digits) => log.push(`${into ?? 'a number'} ${digits}`),
  });
  const press = (keys: string) => {
    for (const key of keys) pad.press(key);
  };
  return { pad, log, press };
}

describe('a number that was asked for', () => {
  it('takes every key until it is as long as it is to be', () => {
    const { pad, log, press } = aKeyPad();
    pad.collect({ into: 'account_id', length: 4 });
    press('94119');
    expect(log).toEqual(['account_id 9411', 'shortcut 9']);
  });

  it('ends at #, which alone is no number', () => {
    const { pad, log, press } = aKeyPad();
    pad.collect({ into: 'account_id' });
    press('#');
    expect(log).toEqual([]);
    press('99#');
    expect(log).toEqual(['account_id 99']);
  });

  it('is waited for a minute, after which keys lead to somebody again', () => {
    const { pad, log, press } = aKeyPad();
    pad.collect({ into: 'account_id' });
    vi.advanceTimersByTime(59_000);
    press('9');
    vi.advanceTimersByTime(7_000);
    pad.collect({ into: 'account_id' });
    vi.advanceTimersByTime(61_000);
    press('9');
    expect(log).toEqual(['account_id 9', 'shortcut 9']);
  });

  it('is waited for no longer once it was said instead', () => {
    const { pad, log, press } = aKeyPad();
    pad.collect({ into: 'account_id' });
    pad.known('colour');
    pad.known('account_id');
    press('9');
    expect(log).toEqual(['shortcut 9']);
  });

  it('that somebody is typing is not cut off by being said too', () => {
    const { pad, log, press } = aKeyPad();
    pad.collect({ into: 'account_id' });
    press('4');
    pad.known('account_id');
    press('9#');
    expect(log).toEqual(['account_id 49']);
  });
});
