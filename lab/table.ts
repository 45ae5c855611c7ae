import { HANG_UPS, TRANSFERS, VOICEMAIL } from './rows/leaving.ts';
import { BARGE_INS, BATCHES, METADATA, PROVIDERS, SILENCES } from './rows/staying.ts';
import type { Row } from './table-shapes.ts';

/** Every fault against every channel: a cell is a call that is made, or says why there is none. */
export const TABLE: readonly Row[] = [
  ...TRANSFERS,
  ...HANG_UPS,
  VOICEMAIL,
  ...BATCHES,
  ...BARGE_INS,
  ...METADATA,
  ...PROVIDERS,
  ...SILENCES,
];
