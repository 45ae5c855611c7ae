import { css } from 'lit';

export const tableStyle = css`
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
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 3px 14px;
      padding: 12px 14px;
      border-bottom: 1px solid var(--line);
    }
    .folding tbody tr:last-child {
      border-bottom: 0;
    }
    .folding td {
      order: 3;
      padding: 0;
      border: 0;
    }
    .folding td:empty {
      display: none;
    }
    .folding td:first-child {
      flex: 1 1 auto;
      order: 0;
    }
    .folding td.top {
      order: 1;
    }
    .folding td.whole {
      flex: 1 1 100%;
      order: 2;
    }
    .folding td.last {
      flex: 1 1 100%;
      order: 4;
      padding-top: 6px;
    }
    .folding td.last:not(:has(*)) {
      display: none;
    }
  }
`;
