/** Words that would run where a page took them for its own; each of them calls `hit` then. */
export const SCRIPTS: readonly string[] = [
  '<img src=x onerror="hit(1)">',
  '<script>hit(2)</script>',
  '"><svg onload=hit(3)>',
  '${hit(4)}{{constructor.constructor("hit(5)")()}}',
  '<a href="javascript:hit(6)">here</a>',
];

/** For the page, before anything is said; what ran is in `hits`. */
export const COUNTS_HITS = 'window.hits = []; window.hit = (n) => hits.push(n);';
