import type { MediaFormat } from '../protocol/telephony-frame.ts';
import { decodeMuLaw, encodeMuLaw } from './mu-law.ts';

/** How a stream's audio is written; its rate stays as it is. */
export interface Codec {
  /** Null for half a sample. */
  decode(payload: string): Int16Array | null;
  encode(pcm: Int16Array): string;
}

const MU_LAW: Codec = {
  decode: (payload) => decodeMuLaw(Buffer.from(payload, 'base64')),
  encode: (pcm) => Buffer.from(encodeMuLaw(pcm)).toString('base64'),
};

const LINEAR: Codec = {
  decode(payload) {
    const bytes = Buffer.from(payload, 'base64');
    if (bytes.length % 2 !== 0) return null;
    const pcm = new Int16Array(bytes.length / 2);
    for (let at = 0; at < pcm.length; at += 1) pcm[at] = bytes.readInt16LE(at * 2);
    return pcm;
  },
  encode(pcm) {
    const bytes = Buffer.alloc(pcm.length * 2);
    pcm.forEach((sample, at) => bytes.writeInt16LE(sample, at * 2));
    return bytes.toString('base64');
  },
};

export function codecOf({ encoding }: MediaFormat): Codec {
  return encoding === 'audio/x-mulaw' ? MU_LAW : LINEAR;
}
