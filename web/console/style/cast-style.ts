import { css } from 'lit';

export const castStyle = css`
  .cast {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
    gap: 14px;
  }
  .one {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-content: start;
    gap: 4px 13px;
    padding: 17px;
    --agent: var(--face);
  }
  .one:hover {
    border-color: var(--strong-line);
  }
  .avatar {
    width: 44px;
    height: 44px;
  }
  h2 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  h2 a {
    color: inherit;
    text-decoration: none;
  }
  /* The whole card is the link's. */
  h2 a::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: 14px;
  }
  h2 a:focus-visible {
    outline: 0;
  }
  h2 a:focus-visible::after {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  dl {
    display: grid;
    grid-column: 1 / -1;
    gap: 5px;
    margin: 10px 0 0;
    padding-top: 11px;
    border-top: 1px solid var(--line);
    font-size: 13px;
  }
  dl div {
    display: grid;
    grid-template-columns: 92px minmax(0, 1fr);
    gap: 10px;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
  }
`;
