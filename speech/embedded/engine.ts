/** The embedded engines in this very process: for the shared runner, and for tests and tools. */
export { createRecogniser, type Recogniser } from './recogniser.ts';
export { createSynthesiser, FLITE_RATE, type Synthesiser } from './synthesiser.ts';
