import { LabResults, type CellResult, type Tried } from '../../lab/result.ts';
import { A_MACHINE } from '../bench/a-machine.ts';

/** A call of the lab that held. */
export const HELD: Tried = {
  fault: 'busy-486',
  kind: 'transfer',
  title: 'The person is <busy> (486)',
  channel: 'telephone',
  state: 'held',
  because: [],
  heard: [{ from_ms: 400, to_ms: 2400, text: 'Harbour Cycles & more' }],
  levels: [0, 0.4, 0.9, 0.2],
  deeds: [
    { at_ms: 3000, until_ms: 5000, what: 'Please put me through.' },
    { at_ms: 6000, what: 'REFER' },
  ],
  requests: [{ at_ms: 5100, to: 'model' }],
  events: [
    { at_ms: -200, type: 'call_started', detail: '' },
    { at_ms: 6000, type: 'transfer_failed', detail: 'busy' },
    { at_ms: 6001, type: 'transfer_judged', detail: 'busy' },
  ],
  verdict: 'busy',
  ending: 'caller',
  leaks: { room: null, processes: [], webhooks: [], waited_ms: 20_000 },
  took_ms: 31_000,
};

export const resultsOf = (cells: CellResult[], more: Partial<LabResults> = {}): LabResults =>
  LabResults.parse({
    machine: A_MACHINE,
    took_ms: 200_000,
    at_once: 3,
    cells,
    left_behind: [],
    ...more,
  });
