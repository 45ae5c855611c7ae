import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DUTY_MS } from '../../protocol/desk.ts';
import { Duty, RENEW_MS } from '../../web/console/desk/duty.ts';
import { FakeDesk, problem, queueOf } from './fake-desk.ts';

const host: ReactiveControllerHost = {
  addController: (_controller: ReactiveController) => undefined,
  removeController: () => undefined,
  requestUpdate: () => undefined,
  updateComplete: Promise.resolve(true),
};
let desk: FakeDesk;
let duty: Duty;
let page: EventTarget;
const said = () => desk.asked.map(({ json }) => (json as { on: boolean }).on);

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  desk = new FakeDesk(() => ({ json: queueOf() }));
  vi.stubGlobal('fetch', desk.fetch);
  vi.stubGlobal('window', page);
  duty = new Duty(host, () => undefined);
  duty.hostConnected();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('duty at the desk', () => {
  it('is said anew well before it lapses, for as long as it lasts', async () => {
    expect(RENEW_MS).toBeLessThan(DUTY_MS / 2);
    await duty.turn(true);
    await vi.advanceTimersByTimeAsync(2 * RENEW_MS);
    expect(said()).toEqual([true, true, true]);
    await duty.turn(false);
    await vi.advanceTimersByTimeAsync(2 * RENEW_MS);
    expect(said()).toEqual([true, true, true, false]);
  });

  it('goes on when one renewal is lost', async () => {
    await duty.turn(true);
    desk.answer = () => problem(500, 'internal');
    await vi.advanceTimersByTimeAsync(RENEW_MS);
    desk.answer = () => ({ json: queueOf() });
    await vi.advanceTimersByTimeAsync(RENEW_MS);
    expect([duty.on, said()]).toEqual([true, [true, true, true]]);
  });

  it('is as it was when it cannot be changed', async () => {
    desk.answer = () => problem(500, 'internal');
    await expect(duty.turn(true)).rejects.toThrow();
    expect(duty.on).toBe(false);
  });

  it('ends when the page is closed, by a request that outlives it', async () => {
    await duty.turn(true);
    page.dispatchEvent(new Event('pagehide'));
    expect(desk.asked.at(-1)).toMatchObject({ json: { on: false }, keepalive: true });
    expect(duty.on).toBe(false);
  });

  it('ends with its page, and nothing is said where it had not begun', async () => {
    duty.hostDisconnected();
    expect(said()).toEqual([]);
    duty.hostConnected();
    await duty.turn(true);
    duty.hostDisconnected();
    await vi.advanceTimersByTimeAsync(2 * RENEW_MS);
    expect(said()).toEqual([true, false]);
  });
});
