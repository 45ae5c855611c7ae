import { z } from 'zod';

/** Deepgram's published query parameters and messages; unknown ones are refused. */

const Flag = z.enum(['true', 'false']);
const Whole = z.string().regex(/^\d+$/);
/** A parameter that may be repeated. */
const Several = z.array(z.string());

export const ListenQuery = z
  .strictObject({
    model: z.string().regex(/^(nova-[23](-\w+)?|enhanced|base)$/),
    encoding: z.literal('linear16'),
    sample_rate: Whole,
    channels: z.literal('1'),
    language: z.string().optional(),
    punctuate: Flag.optional(),
    smart_format: Flag.optional(),
    dictation: Flag.optional(),
    diarize: Flag.optional(),
    numerals: Flag.optional(),
    no_delay: Flag.optional(),
    interim_results: Flag.optional(),
    vad_events: Flag.optional(),
    endpointing: z.union([Whole, z.literal('false')]).optional(),
    utterance_end_ms: Whole.optional(),
    filler_words: Flag.optional(),
    profanity_filter: Flag.optional(),
    mip_opt_out: Flag.optional(),
    keywords: Several.optional(),
    keyterm: Several.optional(),
    redact: Several.optional(),
    replace: Several.optional(),
    search: Several.optional(),
  })
  .superRefine(({ model, keywords, keyterm }, ctx) => {
    const nova3 = model.startsWith('nova-3');
    if (nova3 && keywords) ctx.addIssue({ code: 'custom', message: 'nova-3 takes keyterm' });
    if (!nova3 && keyterm) ctx.addIssue({ code: 'custom', message: 'keyterm needs nova-3' });
  });
export type ListenQuery = z.infer<typeof ListenQuery>;

export const ListenMessage = z.strictObject({
  type: z.enum(['KeepAlive', 'Finalize', 'CloseStream']),
});

export const SpeakQuery = z.strictObject({
  model: z.string().regex(/^aura(-2)?-[a-z]+-[a-z]{2}$/),
  encoding: z.literal('linear16'),
  sample_rate: z.enum(['8000', '16000', '24000', '32000', '48000']),
  mip_opt_out: Flag.optional(),
  speed: z
    .string()
    .refine((speed) => Number(speed) >= 0.7 && Number(speed) <= 1.5)
    .optional(),
});
export type SpeakQuery = z.infer<typeof SpeakQuery>;

export const SpeakMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Speak'), text: z.string().min(1).max(2000) }),
  z.strictObject({ type: z.literal('Flush') }),
  z.strictObject({ type: z.literal('Clear') }),
  z.strictObject({ type: z.literal('Close') }),
]);

const REPEATED = new Set(['keywords', 'keyterm', 'redact', 'replace', 'search']);

/** A query as an object; a parameter that may not be repeated shows as a list when it is. */
export function queryOf(url: URL): Record<string, string | string[]> {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = url.searchParams.getAll(name);
      return [name, REPEATED.has(name) || values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}
