/** Refuses whatever would connect the caller while somebody is already being connected. */
export const ALREADY_CONNECTING = {
  refused: 'already_connecting',
  because: 'The caller is already being connected to someone.',
} as const;
