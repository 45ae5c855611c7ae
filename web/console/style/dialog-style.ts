import { css } from 'lit';

export const dialogStyle = css`
  dialog {
    width: min(520px, 100vw - 32px);
    padding: 24px;
    border: 1px solid var(--line);
    border-radius: 18px;
    background: var(--surface);
    color: var(--text);
    box-shadow: var(--shade);
  }
  dialog::backdrop {
    background: rgb(8 12 18 / 45%);
  }
  form {
    display: grid;
    gap: 14px;
  }
  .acts {
    justify-content: end;
    margin-top: 4px;
  }
`;
