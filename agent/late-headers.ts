import type { Headers } from '../call/headers.ts';
import type { BundleAnswer, BundlesPort } from '../call/ports.ts';
import { withHeaders } from '../call/sip-context.ts';

/** Bundles of characters to come that know the headers which came after the call was opened. */
export function withLateHeaders(bundles: BundlesPort, late: () => Headers): BundlesPort {
  const informed = <A extends BundleAnswer | null>(answer: A): A =>
    answer && 'bundle' in answer
      ? { ...answer, bundle: withHeaders(answer.bundle, late()) }
      : answer;
  return {
    load: async (slug, signal) => informed(await bundles.load(slug, signal)),
    revalidate: async (slug, signal) => informed(await bundles.revalidate(slug, signal)),
  };
}
