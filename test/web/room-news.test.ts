import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAgentNotice } from '../../web/room/agent-notice.ts';
import type { Words } from '../../web/room/call-room.ts';
import { currentAgent, personIn } from '../../web/room/current-agent.ts';
import { DIAL_KEYS, dialCode } from '../../web/room/dial-key.ts';
import { readHandoff } from '../../web/room/handoff-news.ts';
import { failureOf } from '../../web/room/session-client.ts';
import { Transcription } from '../../web/room/transcription.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const ATTRIBUTES = {
  'baton.character': 'billing-specialist',
  'baton.agent_name': 'Dana',
  'baton.appearance': '{"avatar":"/avatars/billing-specialist.svg","color":"#b45309"}',
  'baton.epoch': '2',
  'baton.seq': '7',
  'baton.state': 'talking',
};

describe('a handoff message', () => {
  it('is read when it is exactly the name', () => {
    expect(readHandoff(bytes('{"agent_name":"Billing Specialist"}'))).toBe('Billing Specialist');
  });

  it('is ignored when it is anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (payload) => {
        expect(readHandoff(payload)).toBeUndefined();
      }),
    );
    for (const text of [
      '{"agent_name":"A","html":"<b>"}',
      '{"agent_name":7}',
      '{"agent_name":" "}',
    ]) {
      expect(readHandoff(bytes(text))).toBeUndefined();
    }
  });
});

describe('the agent’s attributes', () => {
  it('are read as one notice', () => {
    expect(readAgentNotice(ATTRIBUTES)).toEqual({
      epoch: 2,
      seq: 7,
      state: 'talking',
      character: 'billing-specialist',
      agentName: 'Dana',
      appearance: { avatar: '/avatars/billing-specialist.svg', color: '#b45309' },
    });
  });

  it('say nothing when epoch, sequence, state or name is missing or malformed', () => {
    for (const [key, value] of [
      ['baton.epoch', '-1'],
      ['baton.seq', '1e9'],
      ['baton.state', 'singing'],
      ['baton.agent_name', ''],
    ] as const) {
      expect(readAgentNotice({ ...ATTRIBUTES, [key]: value })).toBeUndefined();
    }
  });

  it('keep the notice and drop a malformed appearance', () => {
    for (const appearance of ['{', '{"color":"red; x:url(//evil)"}', '[]']) {
      const notice = readAgentNotice({ ...ATTRIBUTES, 'baton.appearance': appearance });
      expect(notice?.appearance).toEqual({});
    }
  });
});

describe('who is believed in a room', () => {
  const agent = (identity: string, epoch: string) => ({
    identity,
    isAgent: true,
    attributes: { ...ATTRIBUTES, 'baton.epoch': epoch },
  });

  it('is the agent of the newest epoch, whatever the order', () => {
    const both = [agent('old', '1'), agent('new', '2')];
    expect(currentAgent(both)?.identity).toBe('new');
    expect(currentAgent(both.reverse())?.identity).toBe('new');
  });

  it('is never a participant of another kind, whatever its attributes say', () => {
    expect(currentAgent([{ ...agent('guest', '99'), isAgent: false }])).toBeUndefined();
  });
});

describe('a transcription', () => {
  const stream = (
    chunks: readonly string[],
    attributes: Record<string, string>,
    breaks = false,
  ) => ({
    info: { id: 'stream', attributes },
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) yield await Promise.resolve(chunk);
      if (breaks) throw new Error('cut off');
    },
  });
  const reader = () => {
    const heard: Words[] = [];
    return {
      heard,
      transcription: new Transcription(
        (words) => heard.push(words),
        () => 5,
      ),
    };
  };

  it('of the agent grows and is whole when its stream closes', async () => {
    const { heard, transcription } = reader();
    const attributes = { 'lk.segment_id': 's1', 'lk.transcription_final': 'false' };
    await transcription.read(stream(['Hi, ', 'there.'], attributes), 'agent');
    expect(heard.map(({ text, final }) => [text, final])).toEqual([
      ['Hi, ', false],
      ['Hi, there.', false],
      ['Hi, there.', true],
    ]);
  });

  it('of the caller is whole only when it says so', async () => {
    const { heard, transcription } = reader();
    const part = (final: string) => ({ 'lk.segment_id': 's1', 'lk.transcription_final': final });
    await transcription.read(stream(['I have a'], part('false')), 'caller');
    expect(heard.at(-1)).toMatchObject({ text: 'I have a', final: false });
    await transcription.read(stream(['I have a question.'], part('true')), 'caller');
    expect(heard.at(-1)).toMatchObject({
      text: 'I have a question.',
      final: true,
      id: 'caller:s1',
    });
  });

  it('that is overtaken by a newer state of the same segment says no more', async () => {
    const { heard, transcription } = reader();
    const part = { 'lk.segment_id': 's1', 'lk.transcription_final': 'true' };
    await Promise.all([
      transcription.read(stream(['old'], part), 'caller'),
      transcription.read(stream(['new'], part), 'caller'),
    ]);
    expect(heard.every(({ text }) => text === 'new')).toBe(true);
  });

  it('that breaks off keeps what it carried', async () => {
    const { heard, transcription } = reader();
    await transcription.read(stream(['Hi'], {}, true), 'agent');
    expect(heard.at(-1)).toMatchObject({ id: 'agent:stream', text: 'Hi', final: true });
  });
});

describe('the keypad and the session', () => {
  it('sends the telephone’s own codes', () => {
    expect(DIAL_KEYS.map(dialCode)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 11]);
  });

  it('knows from the problem’s code what to tell the caller', () => {
    const problem = (code: string, status: number) =>
      failureOf(status, { title: 'x', status, code });
    expect(problem('rate_limited', 429)).toBe('rate_limited');
    expect(problem('forbidden_origin', 403)).toBe('origin_refused');
    expect(problem('unknown_character', 404)).toBe('unknown_character');
    expect(problem('bad_request', 400)).toBe('session_refused');
    expect(failureOf(502, '<html>')).toBe('unreachable');
    expect(failureOf(429, undefined)).toBe('rate_limited');
  });
});

describe('a person on a telephone or at the desk', () => {
  const somebody = (kind: number, name?: string, attributes = {}) => ({ kind, name, attributes });

  it('is told by what only the server gives', () => {
    expect(personIn([somebody(0, 'Visitor')])).toBeUndefined();
    expect(personIn([somebody(4, 'Riley'), somebody(3, ' the sales team ')])).toBe(
      'the sales team',
    );
    expect(personIn([somebody(3)])).toBe('somebody on the telephone');
    expect(personIn([somebody(0, '', { 'baton.desk': 'an-id' })])).toBe('our desk');
  });
});
