import { css } from 'lit';

export const panelStyle = css`
  .launcher {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    padding: 14px 22px 14px 18px;
    border-radius: 999px;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    box-shadow: var(--shade);
    transition: transform 0.15s ease;
  }
  .launcher:hover {
    transform: translateY(-2px);
  }
  .launcher.live svg {
    animation: breathe 1.6s ease-in-out infinite;
  }
  .panel {
    display: flex;
    flex-direction: column;
    width: min(392px, calc(100vw - 2 * var(--gap)));
    height: min(640px, calc(100dvh - 2 * var(--gap)));
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shade);
    animation: rise 0.18s ease-out;
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding: 14px 12px 12px 20px;
  }
  h2 {
    font-size: 16px;
    font-weight: 650;
    letter-spacing: -0.005em;
  }
  .icon {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    flex: none;
    border-radius: 12px;
  }
  .icon:hover {
    background: var(--raised);
  }
  .primary,
  .quiet {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 46px;
    padding: 10px 20px;
    border-radius: 14px;
    font-weight: 600;
  }
  .primary {
    background: var(--accent);
    color: var(--on-accent);
  }
  .primary:hover {
    filter: brightness(1.08);
  }
  .quiet {
    border: 1px solid var(--line);
    background: var(--surface);
  }
  .quiet:hover {
    background: var(--raised);
  }
  .welcome {
    display: flex;
    flex: 1;
    flex-direction: column;
    justify-content: center;
    gap: 12px;
    padding: 8px 32px 28px;
    overflow-y: auto;
    text-align: center;
  }
  .emblem {
    display: grid;
    place-items: center;
    width: 84px;
    height: 84px;
    margin: 0 auto 6px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--accent) 14%, var(--surface));
    color: var(--accent);
  }
  .emblem svg {
    width: 38px;
    height: 38px;
  }
  .lead {
    font-size: 21px;
    font-weight: 650;
    letter-spacing: -0.015em;
  }
  .hint,
  .notice p,
  .small,
  .connecting {
    text-wrap: balance;
  }
  .hint {
    color: var(--soft);
  }
  .welcome .primary {
    margin-top: 12px;
  }
  .small {
    margin-top: 4px;
    color: var(--soft);
    font-size: 13px;
  }
  .over {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .over.alone {
    justify-content: center;
  }
  .notice {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 20px 28px 26px;
    text-align: center;
    overflow-y: auto;
  }
  .over:not(.alone) .notice {
    border-top: 1px solid var(--line);
    background: var(--raised);
  }
  .notice p {
    color: var(--soft);
  }
  .notice h3 {
    font-size: 18px;
    font-weight: 650;
  }
  .sign {
    display: grid;
    place-items: center;
    width: 52px;
    height: 52px;
    margin: 0 auto 4px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--accent) 14%, var(--surface));
    color: var(--accent);
  }
  .failed .sign {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .sign svg {
    width: 26px;
    height: 26px;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 10px;
    margin-top: 12px;
  }
  @media (max-width: 520px) {
    :host([open]) {
      inset: 0;
    }
    .panel {
      width: 100%;
      height: 100dvh;
      border: 0;
      border-radius: 0;
      padding-bottom: env(safe-area-inset-bottom);
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }
`;
