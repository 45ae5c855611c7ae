import { describe, expect, it } from 'vitest';
import {
  backendUrl,
  EnvError,
  gatewayUrl,
  livekitUrl,
  readEnv,
  toolSecret,
} from '../../config/env.ts';
import { createLog } from '../../config/log.ts';
import { oidcSettings } from '../../config/oidc-env.ts';

describe('the environment', () => {
  it('has a default for everything a fresh machine lacks', () => {
    expect(readEnv({})).toMatchObject({ BATON_PORT: 8080, BATON_AGENT_NAME: 'baton' });
  });

  it('says where to ask, which is not always where to listen', () => {
    const at = (env: Record<string, string>) => backendUrl(readEnv(env));
    expect(at({})).toBe('http://127.0.0.1:8080');
    expect(at({ BATON_HOST: '0.0.0.0', BATON_PORT: '9000' })).toBe('http://127.0.0.1:9000');
    expect(at({ BATON_HOST: '10.0.0.5' })).toBe('http://10.0.0.5:8080');
    expect(at({ BATON_HOST: 'fd00::5' })).toBe('http://[fd00::5]:8080');
    expect(at({ BATON_HOST: '10.0.0.5', BATON_BACKEND_URL: 'https://b.test' })).toBe(
      'https://b.test',
    );
    expect(livekitUrl(readEnv({ BATON_LIVEKIT_PORT: '7999' }))).toBe('ws://127.0.0.1:7999');
  });

  it('takes the keys of telephony platforms one by one, and no short one', () => {
    const keys = (list: string) => readEnv({ BATON_GATEWAY_KEYS: list }).BATON_GATEWAY_KEYS;
    expect(keys('')).toEqual([]);
    expect(keys(' 0123456789abcdef , fedcba9876543210,')).toEqual([
      '0123456789abcdef',
      'fedcba9876543210',
    ]);
    expect(() => keys('0123456789abcdef,short')).toThrow(/BATON_GATEWAY_KEYS/);
    expect(() => keys('a key with spaces in it')).toThrow(/BATON_GATEWAY_KEYS/);
    expect(gatewayUrl(readEnv({ BATON_HOST: '0.0.0.0' }))).toBe('ws://127.0.0.1:8090/telephony');
  });

  it('takes lists of providers, and refuses unknown names with those that are known', () => {
    const { BATON_STT, BATON_LLM } = readEnv({ BATON_STT: 'deepgram, embedded', BATON_LLM: '' });
    expect([BATON_STT, BATON_LLM]).toEqual([['deepgram', 'embedded'], undefined]);
    expect(readEnv({ BATON_TTS: 'openai' }).BATON_TTS).toEqual(['openai']);
    expect(() => readEnv({ BATON_STT: 'deepgram,whisper' })).toThrow(
      /BATON_STT: names among embedded, openai, openai-2, deepgram/,
    );
    expect(() => readEnv({ BATON_LLM: 'deepgram' })).toThrow(/BATON_LLM/);
    expect(() => readEnv({ BATON_TTS: 'openai,openai' })).toThrow(/each name once/);
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

describe('the receiver of webhooks', () => {
  const url = { BATON_WEBHOOK_URL: 'https://crm.example/hooks' };
  const secret = (bytes: number) => ({
    BATON_WEBHOOK_SECRET: `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`,
  });
  const variables = (source: Record<string, string>) => {
    try {
      readEnv(source);
      return [];
    } catch (fault) {
      return (fault as EnvError).faults.map(({ variable }) => variable);
    }
  };

  it('is a URL and a secret, both or neither', () => {
    expect(variables({ ...url, ...secret(24) })).toEqual([]);
    expect(variables({ ...url, ...secret(64) })).toEqual([]);
    expect(variables(url)).toEqual(['BATON_WEBHOOK_SECRET']);
    expect(variables(secret(32))).toEqual(['BATON_WEBHOOK_URL']);
  });

  it('has a secret of 24 to 64 bytes in base64', () => {
    const wrong = ['whsec_', 'whsec_!!!!', Buffer.alloc(32).toString('base64')];
    for (const bytes of [23, 65]) wrong.push(secret(bytes).BATON_WEBHOOK_SECRET);
    for (const BATON_WEBHOOK_SECRET of wrong)
      expect(variables({ ...url, BATON_WEBHOOK_SECRET })).toEqual(['BATON_WEBHOOK_SECRET']);
  });

  it('is found by http or https, and no password stands in its URL', () => {
    for (const wrong of ['ftp://crm.example', 'crm.example', 'https://me:key@crm.example'])
      expect(variables({ BATON_WEBHOOK_URL: wrong, ...secret(32) })).toEqual(['BATON_WEBHOOK_URL']);
  });

  it('has a secret that no message about it repeats', () => {
    const BATON_WEBHOOK_SECRET = 'whsec_short-and-secret';
    expect(() => readEnv({ ...url, BATON_WEBHOOK_SECRET })).toThrow(/24 to 64 bytes/);
    expect(() => readEnv({ ...url, BATON_WEBHOOK_SECRET })).not.toThrow(/short-and-secret/);
  });
});

describe('the way of a message', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const mail = { SMTP_URL: 'smtp://mail.example:587', BATON_MAIL_FROM: 'baton@example.com' };
  const faults = (source: Record<string, string>) => {
    try {
      readEnv(source);
      return [];
    } catch (fault) {
      return (fault as EnvError).faults.map(({ variable }) => variable);
    }
  };

  it('is a mail server and a sender, both or neither; who gets the rest is a choice', () => {
    expect(faults(mail)).toEqual([]);
    expect(faults({ ...mail, BATON_MAIL_TO: 'desk@example.com' })).toEqual([]);
    expect(faults({ SMTP_URL: mail.SMTP_URL })).toEqual(['BATON_MAIL_FROM']);
    expect(faults({ BATON_MAIL_FROM: mail.BATON_MAIL_FROM })).toEqual(['SMTP_URL']);
    expect(faults({ BATON_MAIL_TO: 'desk@example.com' })).toEqual(['SMTP_URL']);
  });

  it('is an smtp or smtps URL, whose password no message about it repeats', () => {
    expect(faults({ ...mail, SMTP_URL: 'smtps://me:s%2Fcret@mail.example' })).toEqual([]);
    for (const SMTP_URL of ['mail.example', 'https://mail.example', 'smtp://', 'smtp:mail'])
      expect(faults({ ...mail, SMTP_URL }), SMTP_URL).toEqual(['SMTP_URL']);
    const wrong = { ...mail, SMTP_URL: 'imap://me:s3cret@mail.example' };
    expect(() => readEnv(wrong)).toThrow(/SMTP_URL: an smtp:\/\/ or smtps:\/\/ URL/);
    expect(() => readEnv(wrong)).not.toThrow(/s3cret/);
  });

  it('has plain addresses: nothing more gets into a header', () => {
    for (const address of [
      'desk',
      'Desk <desk@example.com>',
      'a@b.test, c@d.test',
      'a@b.test\nBcc: c',
    ])
      expect(faults({ ...mail, BATON_MAIL_FROM: address, BATON_MAIL_TO: address })).toEqual([
        'BATON_MAIL_FROM',
        'BATON_MAIL_TO',
      ]);
  });

  it('is a hook with a secret: its own, or that of webhooks', () => {
    const hook = { BATON_MESSAGE_HOOK_URL: 'https://sms.example/hook' };
    expect(faults(hook)).toEqual(['BATON_MESSAGE_HOOK_SECRET']);
    expect(faults({ ...hook, BATON_MESSAGE_HOOK_SECRET: secret })).toEqual([]);
    const webhooks = { BATON_WEBHOOK_URL: 'https://a.example', BATON_WEBHOOK_SECRET: secret };
    expect(faults({ ...hook, ...webhooks })).toEqual([]);
    expect(faults({ BATON_MESSAGE_HOOK_SECRET: secret })).toEqual(['BATON_MESSAGE_HOOK_URL']);
    const ftp = { BATON_MESSAGE_HOOK_URL: 'ftp://sms.example' };
    expect(faults({ ...ftp, BATON_MESSAGE_HOOK_SECRET: secret })).toEqual([
      'BATON_MESSAGE_HOOK_URL',
    ]);
  });
});

describe('what HTTP tools may reach', () => {
  it('is a list of hosts; an entry that would mean half the world is refused', () => {
    const list = 'crm.example.com, *.example.org,http://10.example.net:8080 , [2606:4700::1]:8443';
    expect(readEnv({ BATON_HTTP_TOOL_HOSTS: list }).BATON_HTTP_TOOL_HOSTS).toEqual([
      'crm.example.com',
      '*.example.org',
      'http://10.example.net:8080',
      '[2606:4700::1]:8443',
    ]);
    expect(readEnv({}).BATON_HTTP_TOOL_HOSTS).toEqual([]);
    for (const wrong of ['*', '*.com', '*.', 'a.*.com', 'https://a.com/path', 'me@a.com', 'a b'])
      expect(() => readEnv({ BATON_HTTP_TOOL_HOSTS: wrong }), wrong).toThrow(
        /BATON_HTTP_TOOL_HOSTS/,
      );
  });

  it('is told no secret but those whose names begin BATON_TOOL_', () => {
    const source = {
      BATON_TOOL_CRM: 's3cret',
      BATON_TOOL_NONE: '',
      BATON_EMBED_SECRET: 'x'.repeat(16),
    };
    expect(toolSecret('BATON_TOOL_CRM', source)).toBe('s3cret');
    for (const name of ['BATON_TOOL_NONE', 'BATON_TOOL_OTHER', 'BATON_EMBED_SECRET', 'PATH'])
      expect(toolSecret(name, source)).toBeUndefined();
  });
});

describe('an OpenID provider', () => {
  const whole = {
    BATON_PUBLIC_URL: 'https://baton.example.com',
    BATON_OIDC_ISSUER: 'https://id.example.com/realms/one',
    BATON_OIDC_CLIENT_ID: 'baton',
    BATON_OIDC_ROLE_MAP: 'baton-admin=admin, cn=support=agent',
  };
  const variables = (source: Record<string, string | undefined>) => {
    try {
      readEnv(source);
      return [];
    } catch (fault) {
      return (fault as EnvError).faults.map(({ variable }) => variable);
    }
  };

  it('is there with an issuer, a client, our own address and a map of roles', () => {
    expect(oidcSettings(readEnv({}))).toBeUndefined();
    expect(oidcSettings(readEnv(whole))).toEqual({
      issuer: 'https://id.example.com/realms/one',
      clientId: 'baton',
      clientSecret: undefined,
      publicUrl: 'https://baton.example.com',
      label: 'Single sign-on',
      nameClaims: ['preferred_username', 'email'],
      rolesClaim: 'roles',
      roleMap: [
        { claimed: 'baton-admin', role: 'admin' },
        { claimed: 'cn=support', role: 'agent' },
      ],
    });
  });

  it('that is named by half is refused, and what is missing is told', () => {
    const { BATON_OIDC_ISSUER, ...rest } = whole;
    expect(variables({ BATON_OIDC_ISSUER })).toEqual([
      'BATON_PUBLIC_URL',
      'BATON_OIDC_CLIENT_ID',
      'BATON_OIDC_ROLE_MAP',
    ]);
    expect(new Set(variables(rest))).toEqual(new Set(['BATON_OIDC_ISSUER']));
    expect(variables({ BATON_OIDC_CLIENT_SECRET: 'x' })).toEqual(['BATON_OIDC_ISSUER']);
    expect(variables({ BATON_PUBLIC_URL: whole.BATON_PUBLIC_URL })).toEqual([]);
  });

  it('is asked by https, by http on loopback only', () => {
    for (const good of ['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]/x'])
      expect(variables({ ...whole, BATON_OIDC_ISSUER: good })).toEqual([]);
    for (const wrong of [
      'http://id.example.com',
      'http://localhost.example.com',
      'https://me:key@id.example.com',
      'https://id.example.com?x=1',
      'id.example.com',
    ])
      expect(variables({ ...whole, BATON_OIDC_ISSUER: wrong })).toEqual(['BATON_OIDC_ISSUER']);
    for (const wrong of ['http://baton.example.com', 'https://baton.example.com/console', 'x'])
      expect(variables({ ...whole, BATON_PUBLIC_URL: wrong })).toContain('BATON_PUBLIC_URL');
  });

  it('knows no role but those that there are', () => {
    for (const wrong of ['support', 'support=boss', '=admin', 'a=admin,,b=agent', ','])
      expect(variables({ ...whole, BATON_OIDC_ROLE_MAP: wrong })).toContain('BATON_OIDC_ROLE_MAP');
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
