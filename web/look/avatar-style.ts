import { css } from 'lit';

export const avatarStyle = css`
  .avatar {
    position: relative;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    overflow: hidden;
    flex: none;
    border-radius: 50%;
    background: var(--agent);
    color: #fff;
    font-weight: 650;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
`;
