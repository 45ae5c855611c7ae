import { describe, expect, it } from 'vitest';
import { pathTo, routeOf } from '../../web/console/route.ts';

describe('an address of the console', () => {
  it('leads to a page, and to one thing on it', () => {
    expect(routeOf('/console')).toEqual({ page: 'inbox', id: null });
    expect(routeOf('/console/')).toEqual({ page: 'inbox', id: null });
    expect(routeOf('/console/calls')).toEqual({ page: 'calls', id: null });
    expect(routeOf('/console/calls/abc')).toEqual({ page: 'calls', id: 'abc' });
  });

  it('that leads nowhere is said to', () => {
    expect(routeOf('/console/nowhere').page).toBeNull();
    expect(routeOf('/console/constructor').page).toBeNull();
  });

  it('may hold any id, and anything that was typed', () => {
    for (const id of ['a/b', 'ä?#%', '..'])
      expect(routeOf(pathTo('agents', id))).toEqual({ page: 'agents', id });
    expect(routeOf('/console/calls/%E0%A4%A').id).toBe('%E0%A4%A');
  });
});
