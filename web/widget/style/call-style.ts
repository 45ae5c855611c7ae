import { css } from 'lit';

export const callStyle = css`
  .card,
  .handoff {
    margin: 0 14px 4px;
    border-radius: 16px;
    background: color-mix(in oklab, var(--agent) 9%, var(--surface));
  }
  .card {
    display: flex;
    align-items: center;
    gap: 14px;
    padding: 12px 16px 12px 12px;
  }
  .ring {
    position: relative;
    display: block;
    flex: none;
    border-radius: 50%;
    box-shadow: 0 0 0 calc(2px + 7px * var(--agent-level, 0))
      color-mix(in oklab, var(--agent) 30%, transparent);
  }
  .ring-busy {
    box-shadow: none;
  }
  .ring-busy::after {
    content: '';
    position: absolute;
    inset: -4px;
    border: 2px solid color-mix(in oklab, var(--agent) 25%, transparent);
    border-top-color: color-mix(in oklab, var(--agent) 70%, var(--text));
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  .who {
    flex: 1;
    min-width: 0;
  }
  .name {
    overflow: hidden;
    font-size: 16px;
    font-weight: 650;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .activity {
    color: var(--soft);
    font-size: 13.5px;
  }
  .bars {
    display: flex;
    align-items: center;
    gap: 3px;
    height: 28px;
  }
  .bars i {
    width: 4px;
    height: calc(5px + 22px * var(--agent-level, 0) * var(--share, 1));
    border-radius: 2px;
    background: color-mix(in oklab, var(--agent) 70%, var(--text));
    transition: height 0.08s linear;
  }
  .bars i:nth-child(odd) {
    --share: 0.55;
  }
  .bars i:nth-child(3) {
    --share: 1.1;
  }
  .handoff {
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 26px 20px 22px;
    background: color-mix(in oklab, var(--accent) 9%, var(--surface));
    text-align: center;
  }
  .faces {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 16px;
    margin-bottom: 14px;
  }
  .faces > .avatar {
    opacity: 0.75;
  }
  .faces > .ring {
    --agent: var(--accent);
  }
  .faces > .ring .avatar {
    width: 60px;
    height: 60px;
    color: var(--on-accent);
    font-size: 19px;
  }
  .dots {
    display: flex;
    gap: 6px;
  }
  .dots i {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--soft);
    animation: travel 1.2s ease-in-out infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.16s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.32s;
  }
  .connecting {
    font-size: 17px;
    font-weight: 650;
  }
  .handoff .hint {
    font-size: 13.5px;
  }
  .sound {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 8px 14px 0;
    padding: 10px 14px;
    border-radius: 12px;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 14px;
    font-weight: 600;
    text-align: start;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes travel {
    0%,
    60%,
    100% {
      opacity: 0.25;
    }
    30% {
      opacity: 1;
      transform: translateX(3px);
    }
  }
`;
