import { describe, expect, it } from 'vitest';
import {
  type ConsultInput,
  type ConsultStage,
  type ConsultState,
  pickedUp,
  stepConsultation,
} from '../../call/consultation.ts';

/** Where a consultation stands after these, and what it was settled by. */
function after(...inputs: readonly ConsultInput[]) {
  let state: ConsultState = pickedUp('en');
  const answers: string[] = [];
  for (const input of inputs) {
    const step = stepConsultation(state, input);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.do === 'settle') answers.push(`${effect.answer} by ${effect.by}`);
    }
  }
  return { stage: state.stage, answers };
}

const heard = (text: string, begun: ConsultStage): ConsultInput => ({ type: 'heard', text, begun });
const pressed = (key: string): ConsultInput => ({ type: 'pressed', key });
const TOLD: readonly ConsultInput[] = [{ type: 'quiet' }, { type: 'told' }];
const ASKED: readonly ConsultInput[] = [...TOLD, { type: 'asked' }];

describe('a person who is asked', () => {
  it('agrees by key once the question has begun, and not before', () => {
    expect(after(pressed('1')).answers).toEqual([]);
    expect(after({ type: 'quiet' }, pressed('1')).answers).toEqual([]);
    expect(after(...TOLD, pressed('1')).answers).toEqual(['yes by key']);
  });

  it('may refuse by key as soon as they are being told', () => {
    expect(after(pressed('2')).answers).toEqual([]);
    expect(after({ type: 'quiet' }, pressed('2')).answers).toEqual(['no by key']);
  });

  it('has not agreed by a word that only says "go on" while the question is put', () => {
    expect(after(...TOLD, heard('Okay.', 'asking')).answers).toEqual([]);
    expect(after(...TOLD, heard('Yes.', 'asking')).answers).toEqual(['yes by word']);
    expect(after(...ASKED, heard('Okay.', 'waiting')).answers).toEqual(['yes by word']);
  });

  it('may agree while they are told once more, since the question was put before', () => {
    const again: readonly ConsultInput[] = [...ASKED, heard('Mhm what?', 'waiting')];
    expect(after(...again)).toEqual({ stage: 'telling', answers: [] });
    expect(after(...again, pressed('1')).answers).toEqual(['yes by key']);
    expect(after(...again, heard('Yes.', 'telling')).answers).toEqual(['yes by word']);
    expect(after(...again, heard('Okay.', 'telling')).answers).toEqual([]);
    expect(after(...TOLD, heard('Yes.', 'telling')).answers).toEqual([]);
  });

  it('is no machine for refusing in words that a machine has too', () => {
    const no = heard("No, I can't take the call.", 'waiting');
    expect(after(...ASKED, no).answers).toEqual(['no by word']);
  });

  it('is believed by key alone after speaking for as long as a machine does', () => {
    const long: readonly ConsultInput[] = [{ type: 'long_greeting' }, ...ASKED];
    expect(after(...long, heard('Yes.', 'waiting')).answers).toEqual([]);
    expect(after(...long, pressed('1')).answers).toEqual(['yes by key']);
    expect(after(...long, { type: 'no_answer' }).answers).toEqual(['machine by silence']);
  });

  it('is asked three times at most', () => {
    const silence: readonly ConsultInput[] = [{ type: 'no_answer' }, { type: 'asked' }];
    expect(after(...ASKED, ...silence, ...silence, { type: 'no_answer' }).answers).toEqual([
      'none by silence',
    ]);
  });
});
