import { describe, expect, it } from 'vitest';
import type { PhoneLeg } from './leg.ts';
import { Transfers } from './transfers.ts';

const leg = {
  sip_call_id: 'SCL_1',
  isActive: () => true,
  left: new Promise<string>(() => undefined),
  ring: () => () => undefined,
} as unknown as PhoneLeg;
const request = {
  sip_call_id: 'SCL_1',
  transfer_to: 'tel:+15105550111',
  headers: {},
  play_dialtone: false,
  ringing_timeout_ms: 50,
};

describe('a transfer on the line', () => {
  it('asked for again while a silent one runs into its limit is answered on its own', async () => {
    const transfers = new Transfers();
    const first = transfers.answer(request, leg, () => 'silent');
    const second = transfers.answer(request, leg, () => ({ sip_status: 486 }));
    expect(await first).toBeNull();
    expect(await second).toEqual({ sip_status: 486 });
  });
});
