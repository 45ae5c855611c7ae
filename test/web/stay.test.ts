import type { ReactiveControllerHost } from 'lit';
import { expect, it } from 'vitest';
import { type Loss, lossAt, Stay } from '../../web/console/stay.ts';

const LOSS: Loss = { title: 'Leave?', text: 'It would be lost.', act: 'Leave' };
const HOST = { addController: () => undefined } as unknown as ReactiveControllerHost;

it('a page that holds something is asked before it is left, for as long as it is shown', () => {
  const page = new Stay(HOST, (to) => (to?.page === 'desk' ? null : LOSS));
  expect(lossAt(null)).toBeNull();
  page.hostConnected();
  expect(lossAt(null)).toBe(LOSS);
  expect(lossAt({ page: 'calls', id: null })).toBe(LOSS);
  expect(lossAt({ page: 'desk', id: 'another' })).toBeNull();
  page.hostDisconnected();
  expect(lossAt(null)).toBeNull();
});
