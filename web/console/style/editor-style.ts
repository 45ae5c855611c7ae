import { css } from 'lit';

export const editorStyle = css`
  .frame {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    height: min(66vh, 680px);
    overflow: hidden;
    border: 1px solid var(--strong-line);
    border-radius: 12px;
    background: var(--surface);
    font: 13px/20px var(--mono);
  }
  .frame:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent);
  }
  .numbers {
    overflow: hidden;
    padding: 10px 0;
    border-inline-end: 1px solid var(--line);
    background: var(--raised);
    color: var(--soft);
    text-align: end;
    user-select: none;
  }
  .numbers div {
    padding: 0 10px 0 12px;
  }
  .numbers .wrong {
    background: var(--danger-soft);
    color: var(--danger);
    font-weight: 700;
  }
  textarea:focus-visible {
    outline: 0;
  }
  textarea {
    height: 100%;
    padding: 10px 12px;
    border: 0;
    border-radius: 0;
    outline: 0;
    font: inherit;
    resize: none;
    tab-size: 2;
    white-space: pre;
    overflow: auto;
  }
`;
