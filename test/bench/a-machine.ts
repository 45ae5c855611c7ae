/** The machine of results that a test makes up. */
export const A_MACHINE = {
  at: '2026-01-01T10:00:00.000Z',
  node: 'v20.20.0',
  system: 'Linux',
  processor: 'A & B',
  cores: 2,
  memory_mb: 8192,
  load_at_start: 0.1,
};
