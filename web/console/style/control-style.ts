import { css } from 'lit';

export const controlStyle = css`
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
    .filters .button {
      min-height: 42px;
    }
    .filters .field {
      flex: 1 1 130px;
    }
    .filters .field.wide {
      flex-basis: 100%;
    }
  }
`;
