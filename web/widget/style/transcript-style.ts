import { css } from 'lit';

export const transcriptStyle = css`
  .transcript {
    flex: 1;
    min-height: 0;
    padding: 12px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .transcript:focus-visible {
    outline-offset: -3px;
  }
  .entry {
    width: fit-content;
    max-width: 86%;
    margin-bottom: 12px;
  }
  .entry.caller {
    margin-inline-start: auto;
  }
  .author {
    margin: 0 4px 3px;
    color: var(--soft);
    font-size: 12.5px;
    font-weight: 600;
  }
  .entry.agent .author::before {
    content: '';
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-inline-end: 6px;
    border-radius: 50%;
    background: var(--agent);
  }
  .entry.caller .author {
    text-align: end;
  }
  .text {
    padding: 9px 14px;
    border-radius: 6px 16px 16px 16px;
    background: color-mix(in oklab, var(--agent) 10%, var(--surface));
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .entry.caller .text {
    border-radius: 16px 6px 16px 16px;
    background: var(--raised);
  }
  .entry[data-final='false'] .text::after {
    content: '';
    display: inline-block;
    width: 6px;
    height: 6px;
    margin-inline-start: 6px;
    border-radius: 50%;
    background: currentColor;
    vertical-align: middle;
    opacity: 0.6;
    animation: breathe 1.2s ease-in-out infinite;
  }
  .undelivered {
    margin: 4px 4px 0;
    color: var(--danger);
    font-size: 12.5px;
  }
  .pause {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 14px 0 8px;
    color: var(--soft);
    font-size: 12.5px;
    white-space: nowrap;
  }
  .pause::before,
  .pause::after {
    content: '';
    flex: 1;
    height: 1px;
    background: var(--line);
  }
  .empty {
    padding-top: 24px;
    color: var(--soft);
    text-align: center;
  }
`;
