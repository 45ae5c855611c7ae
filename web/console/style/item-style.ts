import { css } from 'lit';

/** A call in a list, which a click opens beside it. */
export const itemStyle = css`
  .item {
    display: flex;
    gap: 11px;
    padding: 12px 14px;
    color: inherit;
    text-decoration: none;
  }
  .item:hover {
    background: var(--raised);
  }
  .item:focus-visible {
    outline-offset: -3px;
  }
  .item[aria-current] {
    background: var(--accent-soft);
  }
`;
