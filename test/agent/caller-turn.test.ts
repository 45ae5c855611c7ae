import { voice } from '@livekit/agents';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CallerTurn } from '../../agent/livekit/caller-turn.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stand() {
  const session = Object.assign(new EventEmitter(), { userState: 'listening' });
  const turn = new CallerTurn(session as unknown as voice.AgentSession);
  const hears = (transcript: string) =>
    session.emit(voice.AgentSessionEventTypes.UserInputTranscribed, { transcript, isFinal: true });
  let over = false;
  const wait = () => {
    over = false;
    return turn.over(4000).then(() => (over = true));
  };
  return { turn, hears, wait, isOver: () => over };
}

it('nobody is waited for who has said nothing', async () => {
  const { wait, hears } = stand();
  hears(' ');
  await wait();
});

it('a turn is waited for from its words to its end', async () => {
  const { turn, hears, wait, isOver } = stand();
  hears('It is about the last one.');
  const waiting = wait();
  await vi.advanceTimersByTimeAsync(1000);
  expect(isOver()).toBe(false);
  turn.ended();
  await waiting;
});

it('words of which no turn comes are waited for once', async () => {
  const { hears, wait } = stand();
  hears('Uh.');
  const waiting = wait();
  await vi.advanceTimersByTimeAsync(2500);
  await waiting;
  await wait();
});
