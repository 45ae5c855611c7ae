import { describe, expect, it } from 'vitest';
import { withHeaders } from '../../call/sip-context.ts';
import { transfersBefore, transfersHeader } from '../../call/transfer-count.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';

const character = aCharacter({ slug: 'front-desk' });

describe('the count of transfers in a header', () => {
  it.each(['0', '1', '9', '20'])('is believed as a small whole number: %s', (said) => {
    expect(transfersBefore({ 'x-baton-transfers': said })).toBe(Number(said));
  });

  it.each(['', '21', '99', '100', '-1', '+1', '1.0', '1e1', '0x3', '07', ' 3', '3 ', '٣', 'many'])(
    'is ignored where it says "%s"',
    (said) => {
      expect(transfersBefore({ 'x-baton-transfers': said })).toBeNull();
    },
  );

  it('is never sent so large that the next leg would ignore it', () => {
    expect(transfersHeader(2)).toEqual({ 'X-Baton-Transfers': '2' });
    expect(transfersHeader(25)).toEqual({ 'X-Baton-Transfers': '20' });
  });

  it('that comes late takes the place of what was known, if it could be true', () => {
    const routing = { max_transfers: 5, transfers_before: 1 };
    const before = (headers: Record<string, string>) =>
      withHeaders(aBundle({ character, routing }), headers).routing?.transfers_before;
    expect(before({ 'X-Baton-Transfers': '4' })).toBe(4);
    expect(before({ 'X-Baton-Transfers': '400' })).toBe(1);
    expect(before({ 'X-Other': '4' })).toBe(1);
    expect(withHeaders(aBundle({ character }), { 'X-Baton-Transfers': '4' }).routing).toBeNull();
  });
});
