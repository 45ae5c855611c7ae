import { css } from 'lit';

export const messagesStyle = css`
  .tabs {
    display: inline-flex;
    gap: 2px;
    padding: 3px;
    border-radius: 11px;
    background: var(--raised);
  }
  .tabs button {
    padding: 5px 14px;
    border-radius: 8px;
    font-weight: 600;
  }
  .tabs button[aria-pressed='true'] {
    background: var(--surface);
    box-shadow: var(--shade);
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 6px 20px;
    padding: 16px 18px;
  }
  li + li {
    border-top: 1px solid var(--line);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
  }
  .words {
    max-width: 80ch;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .acts {
    align-self: start;
    grid-row: 1 / span 3;
    grid-column: 2;
  }
  audio {
    width: min(340px, 100%);
    height: 36px;
  }
  @media (max-width: 720px) {
    li {
      grid-template-columns: minmax(0, 1fr);
    }
    .acts {
      grid-row: auto;
      grid-column: 1;
    }
  }
`;
