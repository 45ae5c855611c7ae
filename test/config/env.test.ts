import { describe, expect, it } from 'vitest';
import { EnvError, readEnv } from '../../config/env.ts';
import { createLog } from '../../config/log.ts';

describe('the environment', () => {
  it('has a default for everything a fresh machine lacks', () => {
    expect(readEnv({})).toMatchObject({ BATON_PORT: 8080, BATON_AGENT_NAME: 'baton' });
  });

  it('names every fault at once', () => {
    const wrong = { BATON_PORT: 'eighty', BATON_SPEECH: 'loud', LIVEKIT_URL: 'ws://x' };
    expect(() => readEnv(wrong)).toThrow(EnvError);
    try {
      readEnv(wrong);
    } catch (fault) {
      expect((fault as EnvError).faults.map(({ variable }) => variable)).toEqual(
        expect.arrayContaining(['BATON_PORT', 'BATON_SPEECH']),
      );
    }
  });

  it('asks for a key and a secret together with a LiveKit URL', () => {
    expect(() => readEnv({ LIVEKIT_URL: 'ws://127.0.0.1:7880' })).toThrow(/LIVEKIT_API_KEY/);
  });
});

describe('the log', () => {
  it('shows no number, name, header, token or prompt', () => {
    const lines: string[] = [];
    const log = createLog('test', 'info', { write: (line) => void lines.push(line) });
    log.info(
      {
        personal: { caller_id: '+15550100' },
        headers: { 'x-account': '4711' },
        token: 'ey-secret',
        call: { prompt: 'You are Riley', token: 'inner-secret' },
      },
      'A call was opened.',
    );
    expect(lines.join('')).not.toMatch(/15550100|4711|ey-secret|inner-secret|Riley/);
    expect(lines.join('')).toContain('A call was opened.');
  });
});
