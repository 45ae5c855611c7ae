import { css } from 'lit';

export const soundStyle = css`
  .card {
    margin-bottom: 16px;
    padding: 14px 18px 16px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 18px;
    margin-bottom: 10px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin: 0;
    padding: 0;
    color: var(--soft);
    font-size: var(--small);
    list-style: none;
  }
  .key::before {
    content: '';
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 6px;
    border-radius: 2px;
    background: var(--good);
  }
  .key.agent::before {
    background: var(--accent);
  }
  .key.handoff::before,
  .key.transfer::before {
    border-radius: 50%;
    background: var(--text);
  }
  .key.transfer::before {
    background: var(--warn);
  }
  .band {
    position: relative;
    border-radius: 6px;
    cursor: crosshair;
    touch-action: pan-y;
  }
  .drawn {
    width: 100%;
    height: 112px;
    overflow: visible;
  }
  .drawn text {
    fill: var(--soft);
    font-size: 11.5px;
  }
  .grid {
    stroke: var(--line);
  }
  .measured {
    fill: var(--strong-line);
  }
  path.caller {
    fill: var(--good);
  }
  path.agent {
    fill: var(--accent);
  }
  line.mark {
    stroke: var(--text);
    stroke-width: 1.5;
    stroke-dasharray: 4 3;
  }
  circle.mark {
    fill: var(--text);
    stroke: var(--surface);
  }
  line.mark.transfer {
    stroke: var(--warn);
    stroke-dasharray: none;
  }
  circle.mark.transfer {
    fill: var(--warn);
  }
  .cursor {
    stroke: var(--text);
    stroke-width: 2;
  }
  .moment {
    min-height: 3em;
    margin-top: 8px;
    overflow-wrap: anywhere;
  }
  .clock {
    margin-inline-end: 6px;
  }
`;
