import { silencesBetween, soundingSpans } from '../../test/live/audible.ts';
import { StreamPeer } from '../../test/live/stream-peer.ts';
import type { PeersNews, PeersOrder } from './messages.ts';

/**
 * Callers of a telephony platform, in a process of their own: a caller whose clock waits for
 * somebody else's work sends in bursts, which the gateway refuses, and hears late what came in time.
 */
const FRAME_MS = 20;
/** After the last of them hears somebody. */
const SETTLE_MS = 1_000;

const tell = (news: PeersNews) => process.send?.(news);

process.on('disconnect', () => process.exit(0));
process.once('message', (order: PeersOrder) => {
  listen(order).catch((fault: unknown) => {
    tell({ step: 'fault', message: fault instanceof Error ? fault.message : String(fault) });
  });
});

async function listen({ url, key, peers: count, window_ms }: PeersOrder): Promise<void> {
  const peers: StreamPeer[] = [];
  for (let n = 0; n < count; n += 1)
    peers.push(await StreamPeer.connect(url, key, { callerId: `+1415555${String(1000 + n)}` }));
  let over = false;
  const ended = peers.map(async ({ left }) => {
    const reason = await left;
    if (!over) throw new Error(`A stream ended before the window was over: ${reason}`);
  });
  const heard = async (): Promise<void> => {
    tell({ step: 'connected' });
    const sounds = await Promise.all(peers.map((peer) => peer.untilSound({ after_ms: 0 })));
    const begins = Math.max(...sounds) + SETTLE_MS;
    await Promise.all(peers.map((peer) => peer.untilPosition(begins)));
    tell({ step: 'begun' });
    const [end, limit_ms] = [begins + window_ms, 2 * window_ms];
    await Promise.all(peers.map((peer) => peer.untilPosition(end, limit_ms)));
    over = true;
    tell({
      step: 'heard',
      silences: peers.map((peer) => longestSilence(peer, begins)),
      late: peers.map((peer) => latest(peer.arrivals.slice(begins / FRAME_MS))),
    });
  };
  await Promise.race([heard(), Promise.all(ended)]);
  for (const peer of peers) peer.hangUp();
  await Promise.all(peers.map(({ left }) => left));
}

function longestSilence(peer: StreamPeer, begins: number): number {
  const spans = soundingSpans(peer.heard(), { pause_ms: 10 });
  const inside = spans.filter(({ to_ms }) => to_ms >= begins);
  return Math.max(0, ...silencesBetween(inside));
}

function latest(arrivals: readonly number[]): number {
  const offsets = arrivals.map((at, n) => at - n * FRAME_MS);
  return Math.max(...offsets) - Math.min(...offsets);
}
