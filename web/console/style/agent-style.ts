import { css } from 'lit';

export const agentStyle = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 316px;
    align-items: start;
    gap: 16px;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 14px;
    --agent: var(--face);
  }
  .card > h2 {
    padding: 16px 18px 0;
  }
  .routing {
    display: grid;
    gap: 10px;
    margin: 0;
    padding: 12px 18px 18px;
  }
  dt {
    color: var(--soft);
    font-size: var(--small);
    font-weight: 600;
  }
  dd {
    margin: 0;
  }
  .targets {
    display: grid;
    gap: 5px;
  }
  .targets span {
    display: block;
  }
  kbd {
    padding: 0 6px;
    border: 1px solid var(--strong-line);
    border-radius: 5px;
    font: 600 12px var(--mono);
  }
  .editor {
    display: grid;
    gap: 12px;
    padding: 16px 18px 18px;
  }
  .editor-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 14px;
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 26px;
  }
  .places {
    display: grid;
    gap: 4px;
  }
  .places button {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    width: 100%;
    padding: 7px 12px;
    border-radius: 9px;
    background: var(--danger-soft);
    color: var(--danger);
    text-align: start;
  }
  .places button:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .places .place {
    font-weight: 650;
    white-space: nowrap;
  }
  .diff {
    overflow: auto;
    max-height: 420px;
    border: 1px solid var(--line);
    border-radius: 12px;
    font: 12.5px/19px var(--mono);
  }
  .diff caption {
    padding: 4px 12px;
    background: var(--raised);
    color: var(--soft);
    font:
      600 12px/1.5 system-ui,
      sans-serif;
  }
  .diff td {
    padding: 0 8px;
    border: 0;
    vertical-align: top;
  }
  .diff tr:hover {
    background: none;
  }
  .diff .number {
    width: 1%;
    color: var(--soft);
    text-align: end;
  }
  .diff .sign {
    width: 1%;
    padding: 0;
  }
  .diff .line {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .diff tr.added {
    background: var(--good-soft);
  }
  .diff tr.removed {
    background: var(--danger-soft);
  }
  .versions {
    display: grid;
    padding: 8px 18px 14px;
  }
  .versions li {
    display: grid;
    gap: 4px;
    padding: 10px 0;
  }
  .versions li + li {
    border-top: 1px solid var(--line);
  }
  .versions .top {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  @media (max-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
