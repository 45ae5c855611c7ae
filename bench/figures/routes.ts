import { randomUUID } from 'node:crypto';
import { place, type BackendProcess } from '../../test/backend/backend-process.ts';
import { turn, worker } from '../../test/backend/stand.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Group } from '../group.ts';
import { hammer, type Asked } from '../hammer.ts';
import type { Planned } from '../judge.ts';
import { processorTimeOf } from '../process-cost.ts';
import type { Series } from '../result.ts';

const WARM_UP_MS = 2_000;
const WINDOW_MS = 4_000;
const CONNECTIONS = 16;
const LEAST_RUNS = 3;
const RUNS_PER_ROUND = 5;

const ROUTES = ['handoff-metadata', 'handoff-metadata, known', 'events'] as const;
type Route = (typeof ROUTES)[number];

const perSecond = (route: Route) => `${route}, requests a second`;
/** What a core could answer if this process had it alone, whatever else the machine does meanwhile. */
const perCore = (route: Route) => `${route}, requests a second of processor time`;
const tail = (route: Route) => `${route}, p99`;

/** The backend's two hottest routes, in its own process: Node answers on one core. */
export const routes: Group = {
  name: 'routes',
  alone: true,
  planned: ROUTES.flatMap((route): Planned[] => [
    {
      name: perSecond(route),
      unit: '/s',
      aim: { at_least: 5000 },
      share: 0.5,
      series: perSecond(route),
    },
    {
      name: perCore(route),
      unit: '/s',
      aim: { at_least: 5000 },
      share: 0.5,
      series: perCore(route),
    },
    { name: tail(route), unit: 'ms', aim: { at_most: 10 }, share: 0.5, series: tail(route) },
  ]),
  measure: async ({ runs, say }) => {
    const here = place();
    try {
      const backend = await here.start();
      const asks = await asksOf(backend);
      const series = new Map<string, Series>();
      const note = (name: string, unit: string, value: number): void => {
        const own = series.get(name) ?? { name, unit, values: { baton: [] } };
        series.set(name, own);
        own.values.baton?.push(value);
      };
      for (const route of ROUTES) await hammer(backend.url, asks[route], settings(WARM_UP_MS));
      for (let run = 0; run < Math.max(LEAST_RUNS, runs / RUNS_PER_ROUND); run += 1)
        for (const route of ROUTES) {
          const before = processorTimeOf(backend.pid);
          const had = await hammer(backend.url, asks[route], settings(WINDOW_MS));
          const { answers, per_second, p99_ms } = had;
          const core_s = (processorTimeOf(backend.pid) - before) / 1000;
          note(perCore(route), '/s', answers / core_s);
          note(perSecond(route), '/s', per_second);
          note(tail(route), 'ms', p99_ms);
          say(
            `${route}: ${Math.round(per_second)}/s (${Math.round(answers / core_s)} a core), p99 ${p99_ms.toFixed(1)} ms`,
          );
        }
      return { series: [...series.values()] };
    } finally {
      await here.clear();
    }
  },
};

const settings = (duration_ms: number) => ({ connections: CONNECTIONS, duration_ms });

/** By turns for as many calls as there are connections. */
async function asksOf({ url }: BackendProcess): Promise<Record<Route, () => Asked>> {
  const calls = await Promise.all(Array.from({ length: CONNECTIONS }, () => openedAt(url)));
  return {
    'handoff-metadata': byTurns(
      calls.map(
        ({ bundle }) =>
          () =>
            bundle,
      ),
    ),
    'handoff-metadata, known': byTurns(
      calls.map(
        ({ known }) =>
          () =>
            known,
      ),
    ),
    events: byTurns(calls.map(({ report }) => report)),
  };
}

async function openedAt(url: string) {
  const body = JSON.stringify({ room: `bench-${randomUUID()}`, channel: 'console' });
  const opened = await fetch(`${url}/api/calls`, { method: 'POST', headers: worker, body });
  const { session_id } = (await opened.json()) as SessionBundle;
  const path = `/api/agents/billing/handoff-metadata/?session_id=${session_id}`;
  const bundle: Asked = { method: 'GET', path, headers: worker };
  const first = await fetch(url + path, { headers: worker });
  const etag = first.headers.get('etag') ?? '';
  const known: Asked = { ...bundle, headers: { ...worker, 'If-None-Match': etag } };
  const report = (): Asked => ({
    method: 'POST',
    path: `/api/calls/${session_id}/events`,
    headers: worker,
    body: JSON.stringify({ events: [turn('I have a question about an invoice.')] }),
  });
  return { bundle, known, report };
}

function byTurns(asks: readonly (() => Asked)[]): () => Asked {
  const turns = forEver(asks);
  return () => turns.next().value();
}

function* forEver<T>(all: readonly T[]): Generator<T, never> {
  for (;;) yield* all;
}
