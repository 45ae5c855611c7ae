import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveTransferState } from '../../call/transfer-state.ts';
import { TransferState } from '../../protocol/call-result.ts';
import { A, anyCall, B, called, failed, happened, sent } from './a-transfer.ts';

describe('the transfer state of a call', () => {
  it('is empty where nothing was transferred', () => {
    expect(deriveTransferState(happened(called()))).toEqual({
      was_transferred: false,
      transfer_destination: null,
      transfer_target: null,
      transfer_reason: null,
      transfer_method: null,
      transfer_at: null,
      transfer_failed_reason: null,
    });
  });

  it('says what left, and by which tool call', () => {
    const events = happened(
      called({ target: 'Sales', method: 'livekit_sip_refer', attempt_id: A }),
      sent(A),
    );
    expect(deriveTransferState(events)).toEqual({
      was_transferred: true,
      transfer_destination: 'tel:+15550100',
      transfer_target: 'Sales',
      transfer_reason: 'A question of price',
      transfer_method: 'livekit_sip_refer',
      transfer_at: '2026-01-01T10:00:01.000Z',
      transfer_failed_reason: null,
    });
  });

  it('is not transferred once the same attempt has failed, and still says where to and why not', () => {
    const state = deriveTransferState(happened(called({ attempt_id: A }), sent(A), failed(A)));
    expect(state).toMatchObject({
      was_transferred: false,
      transfer_destination: 'tel:+15550100',
      transfer_at: '2026-01-01T10:00:01.000Z',
      transfer_failed_reason: 'busy',
    });
  });

  it('is transferred when the failure came before the request that left, as after a second try', () => {
    const events = happened(sent(A), failed(A), sent(A));
    expect(deriveTransferState(events)).toMatchObject({
      was_transferred: true,
      transfer_failed_reason: null,
    });
  });

  it('is not undone by the failure of another attempt', () => {
    const events = happened(sent(A), failed(B, { destination: 'sip:7@pbx.example.com' }));
    expect(deriveTransferState(events)).toMatchObject({
      was_transferred: true,
      transfer_destination: 'tel:+15550100',
      transfer_failed_reason: null,
    });
  });

  it('is undone by the backend, which writes in epoch 0, wherever that sorts', () => {
    const events = happened(sent(A), failed(A, { epoch: 0, error: 'worker lost' }));
    expect(deriveTransferState(events)).toMatchObject({
      was_transferred: false,
      transfer_failed_reason: 'worker lost',
    });
  });

  it('is that of the last attempt that stands', () => {
    const events = happened(
      called({ target: 'sales', attempt_id: A }),
      sent(A),
      failed(A),
      called({ target: 'support', attempt_id: B }),
      sent(B, { destination: 'sip:7@pbx.example.com' }),
    );
    expect(deriveTransferState(events)).toMatchObject({
      was_transferred: true,
      transfer_destination: 'sip:7@pbx.example.com',
      transfer_target: 'support',
    });
  });

  it('is that of the last failed attempt where none stands', () => {
    const events = happened(sent(A), failed(A), failed(B, { error: 'no route', reason: 'Price' }));
    expect(deriveTransferState(events)).toMatchObject({
      was_transferred: false,
      transfer_failed_reason: 'no route',
      transfer_reason: 'Price',
    });
  });

  it('shows an attempt that failed before it was sent', () => {
    const events = happened(
      called({ attempt_id: A }),
      failed(A, { error: 'target unknown', reason: 'Price' }),
    );
    expect(deriveTransferState(events)).toEqual({
      was_transferred: false,
      transfer_destination: 'tel:+15550100',
      transfer_target: 'sales',
      transfer_reason: 'Price',
      transfer_method: null,
      transfer_at: null,
      transfer_failed_reason: 'target unknown',
    });
  });

  it('takes the nearest transfer before it where no tool call names the attempt', () => {
    const events = happened(
      called({ target: 'earlier' }),
      called({ target: 'sales', method: 'warm' }),
      called({ target: 'of another', attempt_id: B }),
      { type: 'tool_call', name: 'end_call', args: {} },
      sent(A),
      called({ target: 'later' }),
    );
    expect(deriveTransferState(events)).toMatchObject({
      transfer_target: 'sales',
      transfer_method: 'warm',
    });
  });

  it('does not depend on the order in which events came, nor on repetitions', () => {
    fc.assert(
      fc.property(anyCall, ({ events, came }) => {
        expect(deriveTransferState(came)).toEqual(deriveTransferState(events));
      }),
    );
  });

  it('is no transfer while a person is only being asked, nor when the call ends meanwhile', () => {
    const asked = { ...sent(A), method: 'warm' as const };
    expect(deriveTransferState(happened(called({ attempt_id: A }), asked))).toMatchObject({
      was_transferred: false,
      transfer_failed_reason: 'not_connected',
    });
  });

  it('is transferred only by a request that left, and then has a time, a place and no failure', () => {
    fc.assert(
      fc.property(anyCall, ({ events }) => {
        const state = TransferState.parse(deriveTransferState(events));
        const left = events.some((event) => event.type === 'transfer_sent');
        const failure = events.some((event) => event.type === 'transfer_failed');
        if (!left) expect(state.was_transferred).toBe(false);
        const asked = events.some(
          (event) =>
            event.type === 'transfer_sent' && ['warm', 'agent_desk'].includes(event.method),
        );
        if (left && !failure && !asked) expect(state.was_transferred).toBe(true);
        if (state.was_transferred) {
          expect(state.transfer_at).not.toBeNull();
          expect(state.transfer_destination).not.toBeNull();
        }
        if (failure || left)
          expect(state.transfer_failed_reason === null).toBe(state.was_transferred);
      }),
    );
  });
});
