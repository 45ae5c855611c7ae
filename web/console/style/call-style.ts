import { css } from 'lit';

export const callStyle = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(300px, 2fr);
    align-items: start;
    gap: 16px;
  }
  .card > h2 {
    padding: 16px 18px 0;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
    gap: 14px 18px;
    margin: 0 0 16px;
    padding: 16px 18px;
  }
  dt {
    color: var(--soft);
    font-size: var(--small);
    font-weight: 600;
  }
  dd {
    margin: 0;
  }
  .timeline {
    margin: 0;
    padding: 12px 18px 18px;
    list-style: none;
  }
  .timeline li {
    position: relative;
    display: grid;
    grid-template-columns: 46px 26px minmax(0, 1fr);
    gap: 0 10px;
    padding-bottom: 14px;
  }
  .timeline li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset: 24px auto 0 68px;
    width: 1px;
    background: var(--line);
  }
  .timeline time {
    padding-top: 2px;
    color: var(--soft);
    font-size: var(--small);
    text-align: end;
  }
  .dot {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    border-radius: 50%;
    background: var(--raised);
    color: var(--soft);
  }
  .dot svg {
    width: 15px;
    height: 15px;
  }
  .good .dot {
    background: var(--good-soft);
    color: var(--good);
  }
  .bad .dot {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .warn .dot {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .accent .dot {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .what {
    padding-top: 2px;
    font-weight: 600;
  }
  .detail {
    color: var(--soft);
    overflow-wrap: anywhere;
  }
  .said .what {
    color: var(--soft);
    font-size: var(--small);
  }
  .said .detail {
    color: var(--text);
    white-space: pre-wrap;
  }
  .handoffs,
  .attempts {
    display: grid;
    gap: 18px;
    padding: 14px 18px 18px;
  }
  .attempts li + li,
  .handoffs li + li {
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  .attempt-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 9px;
  }
  .evidence {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(118px, 1fr));
    gap: 8px 14px;
    margin: 10px 0 0;
  }
  .waterfall {
    margin-top: 8px;
  }
  .waterfall th,
  .waterfall td {
    padding: 3px 0;
    border: 0;
    font-size: var(--small);
    font-weight: 500;
  }
  .waterfall tr:hover {
    background: none;
  }
  .waterfall td.end {
    padding-inline-start: 12px;
    white-space: nowrap;
  }
  .waterfall th {
    width: 134px;
    white-space: nowrap;
  }
  .waterfall .span {
    width: 99%;
    padding-inline: 12px 0;
  }
  .waterfall svg {
    width: 100%;
    height: 20px;
    border-radius: 4px;
    background: var(--raised);
  }
  .bar {
    fill: var(--accent);
  }
  .broken .bar {
    fill: var(--danger);
  }
  .grid {
    stroke: var(--line);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
  .variables {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 14px 18px 18px;
  }
  .variables div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
  }
  .variables dd {
    overflow-wrap: anywhere;
    text-align: end;
  }
  @media (max-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
