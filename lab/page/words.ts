import type { CellResult, Channel, Kind } from '../result.ts';

export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  telephone: 'telephone',
  browser: 'browser',
  stream: 'telephony WebSocket',
};

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  transfer: 'What becomes of a transfer',
  'hang-up': 'The caller hangs up',
  voicemail: 'A machine answers',
  batch: 'More than one tool at once',
  'barge-in': 'The caller talks over an announcement',
  metadata: 'Metadata: late, wrong, missing',
  provider: 'The model, the voice, the recogniser',
  silence: 'Nothing is said, or nothing understood',
};

/** Each state has a sign: colour alone says nothing here. */
export const SIGNS: Readonly<Record<CellResult['state'], string>> = {
  held: '✓',
  failed: '✗',
  'does not apply': '–',
  'not asked for': '·',
};

export function idOf({ fault, channel }: Pick<CellResult, 'fault' | 'channel'>): string {
  return `${fault}-${channel}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
