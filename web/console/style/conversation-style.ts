import { css } from 'lit';

export const conversationStyle = css`
  .transcript {
    flex: 1;
    min-height: 0;
    padding: 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .transcript:focus-visible {
    outline-offset: -3px;
  }
  .turn {
    width: fit-content;
    max-width: min(78%, 62ch);
    margin-bottom: 12px;
    --agent: var(--accent);
  }
  .turn.caller {
    margin-inline-start: auto;
  }
  .author {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin: 0 4px 3px;
    font-size: var(--small);
    font-weight: 600;
  }
  .turn.caller .author {
    justify-content: end;
  }
  .turn.agent .author::before {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--agent);
  }
  .author time {
    color: var(--soft);
    font-weight: 400;
  }
  .words {
    padding: 8px 13px;
    border-radius: 5px 14px 14px 14px;
    background: color-mix(in oklab, var(--agent) 11%, var(--surface));
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .turn.caller .words {
    border-radius: 14px 5px 14px 14px;
    background: var(--raised);
  }
  .cut {
    margin: 2px 4px 0;
    color: var(--soft);
    font-size: var(--small);
  }
  .note {
    display: flex;
    align-items: start;
    gap: 9px;
    margin: 4px 0 14px;
    padding: 7px 12px;
    border-radius: 10px;
    background: var(--raised);
    color: var(--soft);
    font-size: 13px;
  }
  .note svg {
    width: 17px;
    height: 17px;
    margin-top: 1px;
  }
  .note.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .note.bad {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .note.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .note.accent {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .note span {
    margin-inline-start: 6px;
    opacity: 0.9;
  }
  .quiet {
    padding: 40px 0;
    color: var(--soft);
    text-align: center;
  }
`;
