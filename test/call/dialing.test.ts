import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  destinationOf,
  directDestination,
  fixedDestination,
  switchDestination,
} from '../../call/dialing.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { TransferTarget } from '../../protocol/transfer-target.ts';

const policy = DialingPolicy.parse({
  extension_uri: 'sip:{ext}@pbx.example.com',
  username_uri: 'sip:{user}@pbx.example.com',
  countries: ['US', 'GB'],
  denied_prefixes: ['+1242'],
  allow_direct: true,
  outbound_hosts: ['pbx.example.com'],
});
const refer = (type: string, value: string) =>
  TransferTarget.parse({ label: 'A', method: 'livekit_sip_refer', type, value });

describe('a destination', () => {
  it.each([
    ['+14155550132', 'tel:+14155550132', '+14155550132'],
    ['(no plus) 104', null, null],
    ['104', 'sip:104@pbx.example.com', '104'],
    ['*2#', null, null],
    ['Jamie', 'sip:jamie@pbx.example.com', 'jamie'],
  ])('said as "%s" leads to %s', (said, uri, number) => {
    const found = directDestination(said, policy);
    if (uri === null) expect(found).toHaveProperty('refused');
    else expect(found).toEqual({ uri, number });
  });

  it.each([
    ['911', 'Emergency'],
    ['112', 'Emergency'],
    ['+1911', 'no number|Emergency'],
    ['+4999', 'no number|Emergency|country'],
    ['+442079460018', null],
    ['+4915112345678', 'country'],
    ['+12425550100', 'kind'],
    ['+19005550100', 'cost extra'],
    ['+449098790000', 'cost extra'],
    ['9911', 'Emergency'],
    ['911#', 'no number'],
    ['*72014155550132', 'no number'],
    ['1 900 555 1234', 'no number'],
    ['011 44 909 879 0000', 'no number'],
    ['00441234567', 'no number'],
    ['sip:evil@example.org', 'no number'],
    ['x@evil.example', 'no number'],
    ['jamie;phone-context=evil', 'no number'],
  ])('%s said by a caller: %s', (said, refusal) => {
    const found = directDestination(said, policy);
    if (refusal === null) expect(found).not.toHaveProperty('refused');
    else expect((found as { refused: string }).refused).toMatch(new RegExp(refusal));
  });

  it('is not direct where policy does not allow that', () => {
    expect(directDestination('104', { ...policy, allow_direct: false })).toHaveProperty('refused');
  });

  it('of a target keeps its URI and has a number to dial', () => {
    expect(destinationOf(refer('sip_uri', 'sip:sales@pbx.example.com'), policy)).toEqual({
      uri: 'sip:sales@pbx.example.com',
      number: 'sales',
    });
    expect(destinationOf(refer('phone_number', '+14155550132'), policy)).toEqual({
      uri: 'tel:+14155550132',
      number: '+14155550132',
    });
  });

  it('at a host that the trunk does not reach can be referred to, not dialled', () => {
    expect(destinationOf(refer('sip_uri', 'sip:104@elsewhere.example'), policy)).toEqual({
      uri: 'sip:104@elsewhere.example',
      number: null,
    });
  });

  it.each([
    'sip:+19005550100@pbx.example.com',
    'sip:+1-900-555-0100@pbx.example.com',
    'sip:911@pbx.example.com',
    'sip:%39%31%31@pbx.example.com',
    'sip:a b@c',
    'sip:@c',
  ])('of a target %s is refused', (value) => {
    const written = { ...refer('sip_uri', 'sip:a@b'), value };
    expect(destinationOf(written, policy)).toHaveProperty('refused');
  });

  it('of a TEL function is a number or an extension', () => {
    expect(fixedDestination('+14155550132', policy)).toMatchObject({ uri: 'tel:+14155550132' });
    expect(fixedDestination('104', policy)).toMatchObject({ number: '104' });
  });

  it.each([
    ['104', '104'],
    ['*2#', '*2#'],
    ['+14155550132', '+14155550132'],
    ['tel:+14155550132', '+14155550132'],
    ['911', null],
    ['+4915112345678', null],
    ['sip:sales@pbx.example.com', null],
    ['1234567', null],
  ])('of a switch is a number or an extension of its own: %s', (value, number) => {
    const found = switchDestination(value, DialingPolicy.parse({ countries: ['US'] }));
    if (number === null) expect(found).toHaveProperty('refused');
    else expect(found).toMatchObject({ number });
  });

  it('said to a switch needs no template, and is no name', () => {
    const bare = DialingPolicy.parse({ countries: ['US'], allow_direct: true });
    expect(directDestination('1 0 4', bare, true)).toEqual({ uri: '104', number: '104' });
    expect(directDestination('Jamie', policy, true)).toHaveProperty('refused');
    expect(directDestination('104', { ...bare, allow_direct: false }, true)).toHaveProperty(
      'refused',
    );
  });

  it('never becomes a URI with anything of the caller in it but digits or a plain name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (said) => {
        const found = directDestination(said, policy);
        if ('refused' in found) return;
        expect(found.uri).toMatch(
          /^(tel:\+\d+|sip:[0-9]+@pbx\.example\.com|sip:[a-z][a-z0-9._-]*@pbx\.example\.com)$/,
        );
      }),
    );
  });
});
