import { css } from 'lit';

export const partsStyle = css`
  :host {
    display: block;
  }
  h1,
  h2,
  h3 {
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.25;
  }
  h1 {
    margin: 0;
    font-size: var(--title);
    letter-spacing: -0.02em;
  }
  h1:focus {
    outline: 0;
  }
  h1:focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 4px;
    border-radius: 4px;
  }
  h2 {
    font-size: var(--large);
  }
  h3 {
    font-size: 14px;
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
  }
  code,
  pre {
    font-family: var(--mono);
    font-size: 0.93em;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .page-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 10px 20px;
    margin-bottom: 18px;
  }
  .page-head > div:first-child {
    flex: 1 1 260px;
  }
  .page-head .lead {
    max-width: 90ch;
    margin-top: 2px;
    color: var(--soft);
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .card {
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
  }
  .padded {
    padding: 18px;
  }
  .stack {
    display: grid;
    gap: 16px;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: var(--small);
  }
  .mono {
    font-family: var(--mono);
    font-size: 0.93em;
  }
  .nowrap {
    white-space: nowrap;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 1px 9px;
    border-radius: 999px;
    background: var(--raised);
    color: var(--soft);
    font-size: var(--small);
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .badge.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .badge.bad {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .badge.accent {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .more {
    display: flex;
    justify-content: center;
    padding: 14px;
  }
`;
