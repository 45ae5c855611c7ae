/** 16-bit mono PCM and its rate in hertz. */
export interface Pcm {
  readonly samples: Int16Array;
  readonly sampleRate: number;
}

/** Reads a 16-bit mono RIFF/WAVE file. Throws where it is anything else. */
export function readWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 44 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE')
    throw new Error('Not a WAV file');
  let sampleRate = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (tag(at) === 'fmt ') {
      if (view.getUint16(at + 10, true) !== 1 || view.getUint16(at + 22, true) !== 16) {
        throw new Error('Not a 16-bit mono WAV file');
      }
      sampleRate = view.getUint32(at + 12, true);
    }
    if (tag(at) === 'data') {
      const end = Math.min(bytes.length, at + 8 + length);
      // A copy: `slice` of a Buffer is a view of memory that it shares with others.
      return {
        samples: new Int16Array(
          Uint8Array.from(bytes.subarray(at + 8, end - ((end - at) % 2))).buffer,
        ),
        sampleRate,
      };
    }
    at += 8 + length + (length % 2);
  }
  throw new Error('A WAV file without audio');
}

/** A RIFF/WAVE file of 16-bit mono PCM. */
export function writeWav({ samples, sampleRate }: Pcm): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}
