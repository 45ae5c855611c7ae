import { css } from 'lit';

export const inboxStyle = css`
  :host {
    --agent: var(--face);
  }
  .inbox {
    display: grid;
    grid-template-columns: minmax(250px, 320px) minmax(0, 1fr);
    align-items: start;
    gap: 14px;
  }
  .inbox.chosen {
    grid-template-columns: minmax(230px, 290px) minmax(0, 1fr) 244px;
  }
  .list {
    max-height: calc(100vh - 130px);
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .list[hidden] {
    display: none;
  }
  .list li + li {
    border-top: 1px solid var(--line);
  }
  .item.over {
    opacity: 0.7;
  }
  .avatar {
    width: 38px;
    height: 38px;
    font-size: 13px;
  }
  .about {
    display: grid;
    flex: 1;
    min-width: 0;
  }
  .top {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  .top strong {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .last {
    overflow: hidden;
    margin-top: 3px;
    font-size: 13px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .last b {
    font-weight: 600;
  }
  .middle {
    display: flex;
    flex-direction: column;
    height: calc(100vh - 130px);
    min-height: 420px;
  }
  .middle .state {
    margin: auto;
  }
  .call-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 13px 16px;
    border-bottom: 1px solid var(--line);
  }
  .grow {
    flex: 1;
    min-width: 120px;
  }
  .facts {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .clock {
    font-weight: 650;
  }
  .to-list {
    display: none;
  }
  @media (max-width: 1100px) {
    .inbox.chosen {
      grid-template-columns: minmax(0, 1fr) 244px;
    }
    .inbox.chosen .list {
      display: none;
    }
    .to-list {
      display: inline-flex;
    }
  }
  @media (max-width: 720px) {
    .inbox,
    .inbox.chosen {
      grid-template-columns: minmax(0, 1fr);
    }
    .inbox:not(.chosen) .middle {
      display: none;
    }
    .list {
      max-height: none;
    }
    .middle {
      height: min(62vh, 520px);
      min-height: 320px;
    }
  }
`;
