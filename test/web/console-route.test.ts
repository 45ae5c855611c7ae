import { describe, expect, it } from 'vitest';
import { pathTo, routeOf, startOf } from '../../web/console/route.ts';

describe('an address of the console', () => {
  it('leads to a page, and to one thing on it', () => {
    expect(routeOf('/console')).toEqual({ page: 'inbox', id: null });
    expect(routeOf('/console/')).toEqual({ page: 'inbox', id: null });
    expect(routeOf('/console/calls')).toEqual({ page: 'calls', id: null });
    expect(routeOf('/console/calls/abc')).toEqual({ page: 'calls', id: 'abc' });
  });

  it('that names no page leads to the first one that somebody may see', () => {
    expect(startOf('agent')).toBe('desk');
    expect(startOf('operator')).toBe('inbox');
    expect(startOf('admin')).toBe('inbox');
    expect(routeOf('/console', startOf('agent')).page).toBe('desk');
    expect(routeOf('/console/calls', startOf('agent')).page).toBe('calls');
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
