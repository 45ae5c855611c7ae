import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import { characterFolder, characterText, stand, type Stand, testStore, worker } from './stand.ts';

const HOURS = '{ start: "09:00", end: "18:00", timezone: Europe/Berlin }';
const OFFICE = {
  'front-desk.md': characterText(
    'Riley',
    `keys: { 1: night }
routes: [{ when: '{{ tier }} == "vip"', to: concierge }]
routing_config:
  max_transfers_per_call: 5
  transfer_rules: [{ trigger: support, keywords: [help], target_instance_id: support }]
handoff_targets:
  - { slug: boss, global: { dtmf: 9, condition: The caller asks for the boss } }
`,
  ),
  'support.md': characterText('Support', `routing_config: { business_hours: ${HOURS} }\n`),
  'boss.md': characterText('Boss'),
  'night.md': characterText('Night'),
  'concierge.md': characterText('Concierge'),
  'stranger.md': characterText(
    'Stranger',
    'workspace: other\nhandoff_targets: [{ slug: boss, global: { dtmf: 8 } }]\n',
  ),
};

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, { l3Number: '+14155550188' });
  const folder = characterFolder(OFFICE);
  await importFolder(folder.dir, store, createLog('test', 'silent')).finally(folder.remove);
});
afterAll(() => store.close());

describe('the bundle of a routed call', () => {
  it('has a card of everybody who can be reached by a target, a rule, a key or a route', async () => {
    const bundle = await backend.openCall({ headers: { 'X-Baton-Transfers': '2' } });
    expect(Object.keys(bundle.targets).sort()).toEqual(['boss', 'concierge', 'night', 'support']);
    expect(bundle.targets['support']!.hours).toMatchObject({
      start: '09:00',
      days: [1, 2, 3, 4, 5],
    });
    expect(bundle.routing).toEqual({ max_transfers: 5, transfers_before: 2 });
    expect(bundle.l3_number).toBe('+14155550188');
  });

  it('gives every character of the workspace the global targets, and none of another one', async () => {
    const { session_id } = await backend.openCall();
    const answer = await backend.app.request(
      `/api/agents/support/handoff-metadata/?session_id=${session_id}`,
      { headers: worker },
    );
    const bundle = (await answer.json()) as SessionBundle;
    expect(bundle.global_targets).toMatchObject([{ slug: 'boss', global: { dtmf: '9' } }]);
    expect(Object.keys(bundle.targets)).toEqual(['boss']);
    // The cap stays that of the character that answered the call.
    expect(bundle.routing?.max_transfers).toBe(5);
  });
});
