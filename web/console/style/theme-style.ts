import { css } from 'lit';

/** The console's colours and its type scale: set once, inherited by every page. */
export const themeStyle = css`
  :host {
    --page: #f6f7f9;
    --surface: #ffffff;
    --raised: #f1f3f6;
    --text: #141a22;
    --soft: #566173;
    --line: #dfe4ea;
    --strong-line: #8a95a5;
    --accent: #1d4ed8;
    --on-accent: #ffffff;
    --accent-soft: #e8eefc;
    --good: #146c43;
    --good-soft: #e3f4ea;
    --warn: #8a4b08;
    --warn-soft: #fdf0dc;
    --danger: #b42318;
    --danger-soft: #fdeceb;
    --face: #1d4ed8;
    --shade: 0 1px 2px rgb(16 24 40 / 6%), 0 8px 24px -12px rgb(16 24 40 / 18%);
    --mono:
      ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    --small: 12.5px;
    --large: 16px;
    --title: 22px;
    display: block;
    color: var(--text);
    color-scheme: light dark;
    font:
      400 14px/1.5 system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      sans-serif;
    font-variant-numeric: tabular-nums;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --page: #0f1318;
      --surface: #161b21;
      --raised: #1f262e;
      --text: #eef2f6;
      --soft: #a5b0bf;
      --line: #2c343e;
      --strong-line: #6d7886;
      --accent: #8db2ff;
      --on-accent: #0c1626;
      --accent-soft: #1b2740;
      --face: #3159c9;
      --good: #7ed3a3;
      --good-soft: #15301f;
      --warn: #f0b968;
      --warn-soft: #35270f;
      --danger: #ff9c92;
      --danger-soft: #3a1d1c;
      --shade: 0 0 0 1px rgb(255 255 255 / 4%), 0 8px 24px -12px rgb(0 0 0 / 70%);
    }
  }
`;
