import { css } from 'lit';

/** What an embedding page may set is `--baton-*`; everything else follows from it. */
export const themeStyle = css`
  :host {
    --surface: var(--baton-surface, #ffffff);
    --raised: var(--baton-raised, #f4f6f9);
    --text: var(--baton-text, #141a22);
    --soft: var(--baton-text-soft, #596475);
    --line: var(--baton-line, #dfe4ea);
    --accent: var(--baton-accent, #1d4ed8);
    --on-accent: var(--baton-on-accent, #ffffff);
    --danger: #b42318;
    --danger-soft: #fdeceb;
    --agent: var(--accent);
    --shade: 0 1px 2px rgb(16 24 40 / 8%), 0 18px 48px -12px rgb(16 24 40 / 32%);
    --radius: var(--baton-radius, 20px);
    --font: var(
      --baton-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      sans-serif
    );
    --gap: var(--baton-offset, 24px);
    position: fixed;
    inset: auto var(--gap) var(--gap) auto;
    z-index: var(--baton-layer, 2147483000);
    color: var(--text);
    color-scheme: light dark;
    font: 400 15px/1.45 var(--font);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --surface: var(--baton-surface, #14181e);
      --raised: var(--baton-raised, #1f252d);
      --text: var(--baton-text, #eef2f6);
      --soft: var(--baton-text-soft, #a5b0bf);
      --line: var(--baton-line, #303843);
      --accent: var(--baton-accent, #8db2ff);
      --on-accent: var(--baton-on-accent, #0c1626);
      --danger: #ff9c92;
      --danger-soft: #3a1d1c;
      --shade: 0 0 0 1px rgb(255 255 255 / 8%), 0 18px 48px -12px rgb(0 0 0 / 80%);
    }
  }
`;
