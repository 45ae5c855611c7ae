/**
 * Calls `gone` when the page goes away. Returns the function that takes it back.
 *
 * Hazard: `beforeunload` is no going away. Whoever is asked then may stay; and LiveKit's own
 * `disconnectOnPageLeave` leaves a room at it.
 */
export function onPageGone(gone: () => void): () => void {
  window.addEventListener('pagehide', gone);
  return () => {
    window.removeEventListener('pagehide', gone);
  };
}
