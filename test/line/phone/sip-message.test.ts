import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerChallenge, challengeFor, fieldsOf, isAnswer } from './digest.ts';
import { formatSdp, parseSdp } from './sdp.ts';
import { formatAddress, parseAddress, tagOf, userOf, endpointOf } from './sip-address.ts';
import {
  branchOf,
  cseqOf,
  formatMessage,
  header,
  parseMessage,
  xHeaders,
  type SipMessage,
} from './sip-message.ts';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,12}$/);
const name = word.map((each) => `X-${each}`);
const value = fc.stringMatching(/^[!-~](?:[ -~é€]{0,30}[!-~é])?$/u);
const rest = { headers: fc.array(fc.tuple(name, value)), body: fc.string({ unit: 'grapheme' }) };
const message: fc.Arbitrary<SipMessage> = fc.oneof(
  fc.record({ method: word, uri: fc.stringMatching(/^sip:[a-z0-9+@.:]{1,20}$/), ...rest }),
  fc.record({ status: fc.integer({ min: 100, max: 699 }), reason: value, ...rest }),
);

test('whatever is written is read as it was', () => {
  fc.assert(
    fc.property(message, (one) => {
      expect(parseMessage(formatMessage(one))).toEqual(one);
    }),
  );
});

test('whatever arrives, reading it does not throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      parseMessage(bytes);
      parseMessage(Buffer.concat([Buffer.from('SIP/2.0 200 OK\r\n'), bytes]));
    }),
  );
});

test('compact names, folded lines and the length of the body are understood', () => {
  const text = [
    'INVITE sip:+15105550123@127.0.0.1 SIP/2.0',
    'v: SIP/2.0/UDP 127.0.0.1:5070;rport;branch=z9hG4bKabc',
    'f: "A \\"B\\" C" <sip:+14155550199@127.0.0.1>;tag=1',
    't: sip:+15105550123@127.0.0.1;tag=2',
    'i: call@here',
    'CSeq: 7 INVITE',
    'X-Account-Id: 4',
    '   2',
    'l: 4',
    '',
    'bodyand more',
  ].join('\r\n');
  const read = parseMessage(Buffer.from(text))!;
  expect(read.body).toBe('body');
  expect(branchOf(read)).toBe('z9hG4bKabc');
  expect(cseqOf(read)).toEqual({ number: 7, method: 'INVITE' });
  expect(header(read, 'call-id')).toBe('call@here');
  expect(xHeaders(read)).toEqual({ 'X-Account-Id': '4 2' });
  expect(parseAddress(header(read, 'From')!)).toEqual({
    display: 'A "B" C',
    uri: 'sip:+14155550199@127.0.0.1',
    params: { tag: '1' },
  });
  expect(tagOf(header(read, 'To'))).toBe('2');
});

test('a message that is cut short, and what is none, is nothing', () => {
  for (const text of [
    '\r\n\r\n',
    'hello',
    'BYE sip:a SIP/2.0\r\nl: 9\r\n\r\nshort',
    'A B\r\n:\r\n',
  ])
    expect(parseMessage(Buffer.from(text))).toBeNull();
});

test('an address is written as it is read', () => {
  const address = {
    display: 'Say "hi" \\',
    uri: 'sip:a@b;transport=udp',
    params: { tag: 'x', lr: '' },
  };
  expect(parseAddress(formatAddress(address))).toEqual(address);
  expect(['tel:+1555', 'sip:+1555@h:5;x=y', 'sips:a@h', 'sip:host'].map(userOf)).toEqual([
    '+1555',
    '+1555',
    'a',
    '',
  ]);
  expect(endpointOf('sip:+1555@127.0.0.1:5071;x=y')).toEqual({ host: '127.0.0.1', port: 5071 });
  expect(endpointOf('sip:example.org')).toEqual({ host: 'example.org', port: 5060 });
});

test('a digest is the one of RFC 7616, and is known by the password only', () => {
  const who = { username: 'Mufasa', password: 'Circle of Life' };
  const challenge =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, ' +
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const asked = { method: 'GET', uri: '/dir/index.html' };
  const answer = answerChallenge(challenge, asked, who, cnonce);
  expect(fieldsOf(answer)).toMatchObject({ response: '8ca523f5e9506fed4657c9700eebdbec' });
  const ours = answerChallenge(challengeFor('r', 'n'), asked, who);
  expect(isAnswer(ours, 'n', 'GET', who)).toBe(true);
  expect(isAnswer(ours, 'n', 'GET', { ...who, password: 'no' })).toBe(false);
  expect(isAnswer(ours, 'other', 'GET', who)).toBe(false);
});

test('a digest without qop is the one of RFC 2617', () => {
  const who = { username: 'u', password: 'p' };
  const challenge = 'Digest realm="LiveKit",nonce="n",algorithm=MD5';
  const answer = answerChallenge(challenge, { method: 'INVITE', uri: 'sip:a@b' }, who);
  expect(fieldsOf(answer)).not.toHaveProperty('cnonce');
  expect(isAnswer(answer, 'n', 'INVITE', who)).toBe(true);
});

test('a session is read as it is written; others only where they speak µ-law', () => {
  const line = { host: '127.0.0.1', port: 40_000 };
  expect(parseSdp(formatSdp(line))).toEqual({ ...line, events: 101 });
  expect(parseSdp(formatSdp(line, null))).toEqual({ ...line, events: null });
  const other =
    'v=0\nc=IN IP4 10.0.0.1\nm=audio 9 RTP/AVP 9 0 96\nc=IN IP4 10.0.0.2\na=rtpmap:96 telephone-event/8000\n';
  expect(parseSdp(other)).toEqual({ host: '10.0.0.2', port: 9, events: 96 });
  expect(parseSdp('v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 9 RTP/AVP 9\r\n')).toBeNull();
});
