import { css } from 'lit';

const noticeStyle = css`
  .notice {
    margin-bottom: 14px;
    padding: 10px 14px;
    border-radius: 10px;
    background: var(--warn-soft);
    color: var(--warn);
  }
  .grow {
    flex: 1;
    min-width: 120px;
    overflow-wrap: anywhere;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 13px 16px;
    border-bottom: 1px solid var(--line);
  }
`;

/** The page: the queue beside what is looked at. */
export const deskStyle = [
  noticeStyle,
  css`
    .desk {
      display: grid;
      grid-template-columns: minmax(250px, 340px) minmax(0, 1fr);
      align-items: start;
      gap: 14px;
    }
    .duty .track {
      position: relative;
      width: 34px;
      height: 20px;
      border-radius: 10px;
      background: var(--strong-line);
    }
    .duty .track::after {
      content: '';
      position: absolute;
      inset: 3px auto auto 3px;
      width: 14px;
      height: 14px;
      border-radius: 50%;
      background: var(--surface);
      transition: transform 120ms;
    }
    .duty[aria-checked='true'] .track {
      background: var(--good);
    }
    .duty[aria-checked='true'] .track::after {
      transform: translateX(14px);
    }
    .desk.alone {
      grid-template-columns: minmax(0, 1fr);
    }
    .queue {
      overflow: hidden;
    }
    .queue > h2 {
      padding: 13px 16px;
      border-bottom: 1px solid var(--line);
    }
    .queue ul {
      max-height: calc(100vh - 190px);
      overflow-y: auto;
      scrollbar-width: thin;
    }
    .queue li + li {
      border-top: 1px solid var(--line);
    }
    .position {
      display: grid;
      flex: none;
      place-items: center;
      width: 28px;
      height: 28px;
      border-radius: 50%;
      background: var(--raised);
      font-weight: 650;
    }
    .about {
      display: grid;
      flex: 1;
      gap: 2px;
      min-width: 0;
    }
    .top {
      display: flex;
      justify-content: space-between;
      gap: 8px;
    }
    .top strong,
    .reason {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .to-list {
      display: none;
    }
    @media (max-width: 900px) {
      .desk {
        grid-template-columns: minmax(0, 1fr);
      }
      .desk.chosen .queue {
        display: none;
      }
      .desk.chosen .to-list {
        display: inline-flex;
      }
      .desk.busy .stack {
        order: -1;
      }
      .queue ul {
        max-height: none;
      }
    }
  `,
];

/** The call in hand. */
export const handStyle = [
  noticeStyle,
  css`
    .card {
      border-color: var(--accent);
    }
    .clock {
      font-weight: 650;
    }
    .phase {
      padding: 8px 16px;
      background: var(--accent-soft);
      color: var(--accent);
      font-weight: 550;
    }
    .phase.talking {
      background: var(--good-soft);
      color: var(--good);
    }
    .phase.reconnecting,
    .phase.apart {
      background: var(--warn-soft);
      color: var(--warn);
    }
    console-level-bars {
      flex: 1 0 100%;
    }
    section > .acts {
      padding: 13px 16px 0;
    }
    [aria-pressed='true'] {
      border-color: var(--danger);
      background: var(--danger-soft);
      color: var(--danger);
    }
    form {
      display: grid;
      gap: 10px;
      margin: 13px 16px 0;
      padding: 14px;
      border: 1px solid var(--line);
      border-radius: 12px;
    }
    textarea {
      height: auto;
      resize: vertical;
    }
    form .acts {
      justify-content: end;
    }
  `,
];

/** Reason, summary and what was said. */
export const storyStyle = [
  noticeStyle,
  css`
    .why {
      display: grid;
      gap: 10px;
      margin: 0;
      padding: 14px 16px;
      border-bottom: 1px solid var(--line);
    }
    dt {
      color: var(--soft);
      font-size: var(--small);
      font-weight: 600;
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .notice {
      margin: 14px 16px 0;
    }
    .transcript {
      max-height: min(52vh, 460px);
    }
  `,
];
