import { css } from 'lit';

export const dialpadStyle = css`
  .pad {
    display: grid;
    gap: 12px;
    padding: 16px;
  }
  output {
    display: flex;
    align-items: center;
    justify-content: center;
    min-height: 44px;
    padding: 0 8px;
    border-radius: 10px;
    background: var(--raised);
    font-size: 22px;
    font-weight: 600;
    line-height: 1.2;
    letter-spacing: 0.06em;
    overflow-wrap: anywhere;
  }
  output.none {
    color: var(--soft);
    font-family: inherit;
    font-size: 14px;
    font-weight: 400;
    letter-spacing: 0;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 7px;
  }
  .keys button {
    min-height: 44px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    font-size: 18px;
    font-weight: 600;
  }
  .keys button:hover:enabled {
    background: var(--raised);
  }
  .keys button:active:enabled {
    background: var(--accent-soft);
  }
  .way {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 8px;
  }
  .confirm {
    display: grid;
    gap: 10px;
    padding: 14px;
    border: 1px solid var(--accent);
    border-radius: 12px;
    background: var(--accent-soft);
  }
  .outcome {
    padding: 10px 12px;
    border-radius: 10px;
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: 550;
  }
  .outcome.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .outcome.bad {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .outcome.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
`;
