import { describe, expect, it } from 'vitest';
import { callBackClock } from '../../call/call-back.ts';
import { RoutingConfig } from '../../protocol/routing.ts';
import { scheduleCallback } from '../../tools/schedule-callback.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const NOW = Date.parse('2026-11-26T04:00:00Z');
const hours = { start: '09:00', end: '18:00', timezone: 'Asia/Kolkata', days: [1, 2, 3, 4, 5] };
const riley = aCharacter({
  slug: 'front-desk',
  routing_config: RoutingConfig.parse({
    business_hours: hours,
    after_hours_fallback: 'callback',
    callback_enabled: true,
  }),
});
const bundle = aBundle({
  character: riley,
  channel: 'sip_inbound',
  callerId: '+14155550123',
  dialing: { outbound_trunk: 'ST_out', countries: ['US'] },
});
const view = aView(riley, { bundle, now: NOW });
const asked = (when: string) => scheduleCallback.run({ reason: 'a bike', when }, view);

describe('a call back for a time that the caller names', () => {
  it('is due then, by the wall clock of who calls', () => {
    expect(asked('2026-11-27T10:30')).toMatchObject({
      next: { call_back: { due_at: '2026-11-27T05:00:00.000Z' } },
    });
  });

  it.each([
    ['that has passed', '2026-11-25T10:00'],
    ['of a year that a model made up', '2023-11-27T10:00'],
    ['more than sixty days ahead', '2027-03-01T10:00'],
    ['that is none', 'tomorrow at ten'],
  ])('is not one %s; the model is told what time it is now', (_title, when) => {
    expect(asked(when)).toMatchObject({
      refused: 'bad_value',
      because: expect.stringContaining('Thursday, 2026-11-26, 09:30 (Asia/Kolkata)') as string,
    });
  });
});

describe('a character that agrees on calls back', () => {
  it('knows what day and time it is where it is; nobody else is told', () => {
    expect(callBackClock(bundle, NOW)).toBe('Thursday, 2026-11-26, 09:30 (Asia/Kolkata)');
    const other = aBundle({ character: aCharacter({ slug: 'other' }) });
    expect(callBackClock(other, NOW)).toBeNull();
  });
});
