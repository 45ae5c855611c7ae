/*
 * Tones by which a test knows whose microphone it hears. Each is a pair, as a telephone's keys are:
 * a voice that happens to sound at one frequency seldom sounds at both. All lie where a telephone
 * still carries and speech is weak, no two within 185 Hz.
 */
export interface Marker {
  readonly name: string;
  readonly hertz: readonly [number, number];
}

export const CALLER: Marker = { name: 'caller', hertz: [1715, 2495] };
export const PERSON: Marker = { name: 'person', hertz: [1915, 2690] };
export const CONSULT: Marker = { name: 'consult', hertz: [2110, 2890] };
export const MUSIC: Marker = { name: 'music', hertz: [2305, 3105] };

export const MARKERS: readonly Marker[] = [CALLER, PERSON, CONSULT, MUSIC];
