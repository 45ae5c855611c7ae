import { css } from 'lit';
import { baseStyle } from '../../look/base-style.ts';

const partsStyle = css`
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

const stateStyle = css`
  .loading {
    display: grid;
    gap: 10px;
    padding: 14px;
  }
  .bone {
    height: 40px;
    border-radius: 10px;
    background: linear-gradient(90deg, var(--raised) 25%, var(--line) 50%, var(--raised) 75%);
    background-size: 200% 100%;
    animation: shimmer 1.6s linear infinite;
  }
  @keyframes shimmer {
    to {
      background-position: -200% 0;
    }
  }
  .state {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 48px 24px;
    text-align: center;
  }
  .state p {
    max-width: 44ch;
    color: var(--soft);
    text-wrap: balance;
  }
  .state .button {
    margin-top: 8px;
  }
  .state-sign {
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    background: var(--raised);
    color: var(--soft);
  }
  .state.bad .state-sign {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .faults {
    padding: 10px 14px;
    border-radius: 10px;
    background: var(--danger-soft);
    color: var(--danger);
  }
  .faults ul {
    margin-top: 6px;
    padding-inline-start: 18px;
    list-style: disc;
  }
`;

const controlStyle = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 7px;
    min-height: 36px;
    padding: 6px 14px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    font-weight: 600;
    text-decoration: none;
    white-space: nowrap;
  }
  .button:hover:enabled,
  a.button:hover {
    background: var(--raised);
  }
  .button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.primary:hover:enabled {
    background: color-mix(in oklab, var(--accent) 88%, var(--text));
  }
  .button.danger {
    color: var(--danger);
  }
  .button.plain {
    border-color: transparent;
    background: none;
  }
  .button.tight {
    min-height: 30px;
    padding: 3px 10px;
    font-size: 13px;
  }
  .button svg {
    width: 18px;
    height: 18px;
  }
  label,
  .label {
    color: var(--soft);
    font-size: var(--small);
    font-weight: 600;
  }
  .field {
    display: grid;
    gap: 4px;
  }
  .field .hint {
    color: var(--soft);
    font-size: var(--small);
  }
  input,
  select,
  textarea {
    width: 100%;
    height: 36px;
    padding: 6px 11px;
    border: 1px solid var(--strong-line);
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    font: inherit;
  }
  input[type='checkbox'] {
    width: 18px;
    height: 18px;
    accent-color: var(--accent);
  }
  input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--text);
    font-size: inherit;
    font-weight: 400;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 10px;
    margin-bottom: 14px;
  }
  .filters .field {
    flex: 0 1 160px;
  }
  .filters .field.wide {
    flex: 1 1 260px;
  }
  @media (max-width: 720px) {
    input,
    select,
    textarea {
      height: 42px;
      font-size: 16px;
    }
    .filters .field {
      flex: 1 1 130px;
    }
    .filters .field.wide {
      flex-basis: 100%;
    }
  }
`;

const tableStyle = css`
  .table {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  caption {
    text-align: start;
  }
  th {
    padding: 10px 14px;
    border-bottom: 1px solid var(--line);
    color: var(--soft);
    font-size: var(--small);
    font-weight: 600;
    text-align: start;
    white-space: nowrap;
  }
  td {
    padding: 10px 14px;
    border-bottom: 1px solid var(--line);
    vertical-align: middle;
  }
  tbody tr:last-child td {
    border-bottom: 0;
  }
  tbody tr:hover {
    background: color-mix(in oklab, var(--raised) 55%, transparent);
  }
  td.end,
  th.end {
    text-align: end;
  }
  td a.row {
    color: inherit;
    font-weight: 600;
    text-decoration: none;
  }
  td a.row:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  @media (max-width: 720px) {
    .folding thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .folding tr {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 2px 12px;
      padding: 10px 14px;
      border-bottom: 1px solid var(--line);
    }
    .folding tbody tr:last-child {
      border-bottom: 0;
    }
    .folding td {
      padding: 0;
      border: 0;
    }
    .folding td.whole {
      grid-column: 1 / -1;
    }
  }
`;

/** What every page of the console is drawn with. */
export const pageStyle = [baseStyle, partsStyle, stateStyle, controlStyle, tableStyle];
