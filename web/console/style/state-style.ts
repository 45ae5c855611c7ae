import { css } from 'lit';

export const stateStyle = css`
  .loading {
    display: grid;
    gap: 10px;
    padding: 14px;
  }
  .bone {
    height: 40px;
    border-radius: 10px;
    background: linear-gradient(90deg, var(--raised) 25%, var(--line) 50%, var(--raised) 75%);
    background-size: 200% 100%;
    animation: shimmer 1.6s linear infinite;
  }
  @keyframes shimmer {
    to {
      background-position: -200% 0;
    }
  }
  .state {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 48px 24px;
    text-align: center;
  }
  .state p {
    max-width: 44ch;
    color: var(--soft);
    text-wrap: balance;
  }
  .state .button {
    margin-top: 8px;
  }
  .state-sign {
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    background: var(--raised);
    color: var(--soft);
  }
  .state.bad .state-sign {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .faults {
    padding: 10px 14px;
    border-radius: 10px;
    background: var(--danger-soft);
    color: var(--danger);
  }
  .faults ul {
    margin-top: 6px;
    padding-inline-start: 18px;
    list-style: disc;
  }
`;
