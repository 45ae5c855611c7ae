import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LongestCall } from '../../agent/longest-call.ts';
import { SilentCaller } from '../../agent/silent-caller.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const RULE = { after_ms: 12_000, times: 2 };
const HASTY = { after_ms: 2500, times: 2 };

/** A line on which each sentence of ours takes a second and is followed by silence. */
function aLine() {
  const heard: string[] = [];
  const line = { attending: true, ended: 0 };
  const say = async (text: string) => {
    silent.quiet(false);
    heard.push(text);
    await new Promise((heard_out) => setTimeout(heard_out, 1000));
    silent.quiet(true);
  };
  const silent = new SilentCaller({
    rule: () => RULE,
    attending: () => line.attending,
    ask: () => say('ask'),
    sayGoodbye: () => say('goodbye'),
    end: () => {
      line.ended += 1;
    },
  });
  return { silent, heard, line };
}

/** A silent caller, and what becomes of each question. */
function questioned(put: (silent: SilentCaller) => void, rule = RULE) {
  const questions = { put: 0 };
  const silent = new SilentCaller({
    rule: () => rule,
    attending: () => true,
    ask: () => {
      questions.put += 1;
      put(silent);
      return Promise.resolve();
    },
    sayGoodbye: () => Promise.resolve(),
    end: () => undefined,
  });
  silent.quiet(true);
  return { silent, questions };
}

describe('a caller who says nothing', () => {
  it('is asked twice, and the call ends once after the goodbye', async () => {
    const { silent, heard, line } = aLine();
    silent.quiet(true);
    await vi.advanceTimersByTimeAsync(11_999);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toEqual(['ask', 'ask', 'goodbye']);
    expect(line.ended).toBe(1);
  });

  it('is asked again where the question could not be said', async () => {
    // A voice that fails: no sound, and nothing to be quiet after.
    const { silent, questions } = questioned(() => undefined);
    await vi.advanceTimersByTimeAsync(24_000);
    expect(questions.put).toBe(2);
    silent.close();
  });

  it('is not asked again while they talk over the question', async () => {
    const { silent, questions } = questioned((one) => {
      one.quiet(false);
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(questions.put).toBe(1);
    silent.close();
  });

  it('is not asked while on hold, with somebody else, or typing a number', async () => {
    const { silent, heard, line } = aLine();
    line.attending = false;
    silent.quiet(true);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(heard).toEqual([]);
    line.attending = true;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(heard).toEqual(['ask']);
  });

  it('has all the time again after a key', async () => {
    const { silent, heard } = aLine();
    silent.quiet(true);
    await vi.advanceTimersByTimeAsync(11_000);
    silent.stirred();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard).toEqual(['ask']);
  });

  it('is not asked while the recogniser makes out what they said', async () => {
    const { silent, questions } = questioned(() => undefined, HASTY);
    silent.speaks(true);
    silent.speaks(false);
    await vi.advanceTimersByTimeAsync(6000);
    silent.understood();
    await vi.advanceTimersByTimeAsync(2400);
    expect(questions.put).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(questions.put).toBe(1);
    silent.close();
  });

  it('is asked in time where the words came before they had stopped', async () => {
    const { silent, questions } = questioned(() => undefined, HASTY);
    silent.speaks(true);
    silent.understood();
    silent.speaks(false);
    await vi.advanceTimersByTimeAsync(2500);
    expect(questions.put).toBe(1);
    silent.close();
  });

  it('is asked after a noise that has no words', async () => {
    const { silent, questions } = questioned(() => undefined, HASTY);
    silent.speaks(true);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(questions.put).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(questions.put).toBe(1);
    silent.close();
  });

  it('stays in the call when an answer comes into the goodbye', async () => {
    const { silent, heard, line } = aLine();
    silent.quiet(true);
    await vi.advanceTimersByTimeAsync(3 * 12_000 + 2 * 1000 + 500);
    expect(heard).toEqual(['ask', 'ask', 'goodbye']);
    silent.stirred();
    await vi.advanceTimersByTimeAsync(5000);
    expect(line.ended).toBe(0);
  });

  it('is not asked any more once the call is over', async () => {
    const { silent, heard } = aLine();
    silent.quiet(true);
    silent.close();
    silent.quiet(true);
    silent.stirred();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toEqual([]);
  });
});

/** A call that is watched from its start; `elsewhere` may be changed. */
function aCall(left: { until_warning: number; until_end: number }) {
  const told: string[] = [];
  const state = { elsewhere: false };
  const longest = new LongestCall({
    elsewhere: () => state.elsewhere,
    warn: (left_ms) => {
      told.push(`warned ${left_ms}`);
      return Promise.resolve();
    },
    sayGoodbye: () => {
      told.push('goodbye');
      return Promise.resolve();
    },
    end: () => {
      told.push('end');
    },
  });
  longest.start(left);
  return { longest, told, state };
}

describe('a call that has lasted as long as it may', () => {
  it('ends after a warning and a goodbye', async () => {
    const { told } = aCall({ until_warning: 60_000, until_end: 120_000 });
    await vi.advanceTimersByTimeAsync(119_999);
    expect(told).toEqual(['warned 60000']);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['warned 60000', 'goodbye', 'end']);
  });

  it('is left to the person who has the caller, and ends once the caller is back', async () => {
    const { told, state } = aCall({ until_warning: 60_000, until_end: 120_000 });
    state.elsewhere = true;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([]);
    state.elsewhere = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(told).toEqual(['goodbye', 'end']);
  });

  it('ends at once where a worker takes it over too late', async () => {
    const { told } = aCall({ until_warning: 0, until_end: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['goodbye', 'end']);
  });

  it('is told nothing after it has ended otherwise', async () => {
    const { longest, told } = aCall({ until_warning: 10, until_end: 20 });
    longest.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([]);
  });
});
