import { css } from 'lit';

export const controlStyle = css`
  .composer {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0 14px;
    padding: 4px;
    border: 1px solid color-mix(in oklab, var(--line) 55%, var(--soft));
    border-radius: 16px;
    background: var(--surface);
  }
  .composer:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  .composer input {
    flex: 1;
    min-width: 0;
    padding: 9px 10px;
    border: 0;
    outline: 0;
    background: none;
  }
  /* Below 16 px a phone's browser zooms into the field. */
  @media (max-width: 520px) {
    .composer input {
      font-size: 16px;
    }
  }
  .composer input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .no-typing {
    margin: 0 14px;
    padding: 10px 4px;
    color: var(--soft);
    font-size: 13.5px;
    text-align: center;
    text-wrap: balance;
  }
  .icon.accent {
    background: var(--accent);
    color: var(--on-accent);
  }
  .controls {
    display: flex;
    gap: 8px;
    padding: 10px 14px 14px;
  }
  .control {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    align-items: center;
    gap: 3px;
    padding: 9px 8px 7px;
    overflow: hidden;
    border-radius: 14px;
    background: var(--raised);
    font-size: 12.5px;
    font-weight: 550;
  }
  .control:hover:enabled {
    background: color-mix(in oklab, var(--text) 7%, var(--raised));
  }
  .control[aria-pressed='true'],
  .control[aria-expanded='true'] {
    background: var(--text);
    color: var(--surface);
  }
  .mute::after {
    content: '';
    position: absolute;
    inset: auto 0 0;
    height: 3px;
    background: var(--accent);
    transform: scaleX(var(--caller-level, 0));
  }
  .mute[aria-pressed='true']::after {
    display: none;
  }
  .control.end,
  .control.end:hover:enabled {
    background: #b42318;
    color: #fff;
  }
  .control.end:hover:enabled {
    background: #96190f;
  }
  .keypad {
    margin: 0 14px 10px;
    padding: 10px;
    border-radius: 16px;
    background: var(--raised);
  }
  .dialled {
    display: block;
    min-height: 26px;
    margin-bottom: 6px;
    overflow: hidden;
    font-size: 17px;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.14em;
    text-align: center;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 6px;
  }
  .keys button {
    min-height: 40px;
    border-radius: 12px;
    background: var(--surface);
    font-size: 17px;
    font-weight: 600;
  }
  .keys button:hover {
    background: color-mix(in oklab, var(--accent) 14%, var(--surface));
  }
  .keys button:active {
    background: color-mix(in oklab, var(--accent) 28%, var(--surface));
  }
`;
