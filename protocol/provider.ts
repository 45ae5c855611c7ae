/** What of the speech of a call a provider does. */
export const SPEECH_PARTS = ['ear', 'mind', 'voice'] as const;
export type SpeechPart = (typeof SPEECH_PARTS)[number];

/** Why a provider was replaced by the next one. */
export const PROVIDER_FAULTS = [
  'rate_limited',
  'refused',
  'failed',
  'closed',
  'silent',
  'no_sound',
] as const;
export type ProviderFault = (typeof PROVIDER_FAULTS)[number];
