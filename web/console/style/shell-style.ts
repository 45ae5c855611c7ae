import { css } from 'lit';

export const shellStyle = css`
  :host {
    min-height: 100vh;
    background: var(--page);
  }
  .blank {
    display: grid;
    place-items: center;
    min-height: 100vh;
    color: var(--soft);
  }
  .skip {
    position: fixed;
    inset: 10px auto auto 10px;
    z-index: 20;
    padding: 8px 14px;
    border-radius: 10px;
    background: var(--surface);
    transform: translateY(-80px);
  }
  .skip:focus {
    transform: none;
  }
  .bar {
    position: fixed;
    inset: 0 auto 0 0;
    z-index: 5;
    display: flex;
    flex-direction: column;
    width: 212px;
    padding: 18px 12px 14px;
    border-inline-end: 1px solid var(--line);
    background: var(--surface);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 9px;
    padding: 4px 10px 18px;
    color: var(--text);
    font-size: 17px;
    font-weight: 700;
    letter-spacing: -0.02em;
    text-decoration: none;
  }
  .brand svg {
    padding: 4px;
    width: 28px;
    height: 28px;
    border-radius: 9px;
    background: var(--accent);
    color: var(--on-accent);
  }
  nav {
    display: grid;
    gap: 2px;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: 11px;
    padding: 8px 10px;
    border-radius: 10px;
    color: var(--soft);
    font-weight: 550;
    text-decoration: none;
  }
  nav a:hover {
    background: var(--raised);
    color: var(--text);
  }
  nav a[aria-current='page'] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .me {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 6px;
    margin-top: auto;
    padding: 12px 4px 0 10px;
    border-top: 1px solid var(--line);
  }
  .me p {
    display: grid;
    min-width: 0;
    line-height: 1.3;
  }
  .me strong {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  main {
    max-width: 1320px;
    margin-inline-start: 212px;
    padding: 26px 30px 60px;
  }
  main:focus {
    outline: 0;
  }
  @media (max-width: 720px) {
    .bar {
      inset: auto 0 0;
      flex-direction: row;
      width: auto;
      padding: 0;
      border: 0;
      border-top: 1px solid var(--line);
      padding-bottom: env(safe-area-inset-bottom);
    }
    .brand {
      display: none;
    }
    nav {
      display: flex;
      flex: 1;
      gap: 0;
      overflow-x: auto;
      scrollbar-width: none;
    }
    nav a {
      flex: 1 0 auto;
      flex-direction: column;
      gap: 2px;
      min-width: 44px;
      padding: 9px 1px 8px;
      border-radius: 0;
      font-size: 10.5px;
      letter-spacing: -0.02em;
    }
    .me {
      margin: 0;
      padding: 0;
      border: 0;
      border-inline-start: 1px solid var(--line);
    }
    .me .button {
      padding: 3px 8px;
    }
    .me p,
    .me .button span {
      position: absolute;
      clip-path: inset(50%);
    }
    main {
      margin: 0;
      padding: 18px 14px 96px;
    }
  }
`;
