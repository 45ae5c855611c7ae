import { describe, expect, it } from 'vitest';
import { LostTurns } from '../../agent/lost-turns.ts';

function aCall() {
  const call = { attending: true, excuses: 0, given_up: 0 };
  const turns = new LostTurns({
    attending: () => call.attending,
    excuse: () => {
      call.excuses += 1;
      return Promise.resolve();
    },
    giveUp: () => {
      call.given_up += 1;
    },
  });
  return { call, turns };
}

describe('a turn that a provider has lost', () => {
  it('is asked for once more', () => {
    const { call, turns } = aCall();
    turns.lost();
    expect(call.excuses).toBe(1);
  });

  it('is asked for once, though the excuse cannot be said either', () => {
    const { call, turns } = aCall();
    turns.lost();
    turns.lost();
    expect(call.excuses).toBe(1);
    turns.heard();
    turns.lost();
    expect(call.excuses).toBe(2);
  });

  it('ends the call when it is the third in a row that nobody could answer', () => {
    const { call, turns } = aCall();
    const turn = () => {
      turns.heard();
      turns.lost();
    };
    turn();
    turn();
    turns.answered();
    turn();
    turn();
    expect(call).toMatchObject({ excuses: 4, given_up: 0 });
    turn();
    expect(call).toMatchObject({ excuses: 4, given_up: 1 });
  });

  it('is not spoken of while the caller is on the way to somebody else', () => {
    const { call, turns } = aCall();
    call.attending = false;
    turns.lost();
    expect(call.excuses).toBe(0);
  });
});
