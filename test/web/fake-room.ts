import type { CallRoom, RoomNews, RoomPorts, TellRoomNews } from '../../web/room/call-room.ts';
import { CallFailure, type Failure } from '../../web/room/call-failure.ts';
import type { BatonWidget } from '../../web/widget/baton-widget.ts';

/** A room that a test plays the other side of, in the page under `window.fakeRoom`. */
export class FakeRoom {
  failure: Failure | undefined;
  sent: string[] = [];
  keys: string[] = [];
  muted = false;
  left = 0;
  #tell: TellRoomNews = () => undefined;

  readonly ports: RoomPorts = {
    takeMicrophone: () => {
      if (this.failure?.startsWith('microphone')) throw new CallFailure(this.failure);
      return Promise.resolve({ release: () => undefined });
    },
    openSession: () => {
      if (this.failure !== undefined) throw new CallFailure(this.failure);
      return Promise.resolve({
        session_id: 's1',
        url: 'ws://127.0.0.1:1',
        token: 'none',
        agent_name: 'Riley',
        appearance: { avatar: '/avatars/front-desk.svg', color: '#2563eb' },
      });
    },
    joinRoom: (_session, _microphone, tell) => {
      this.#tell = tell;
      return Promise.resolve(this.#room());
    },
  };

  tell(news: RoomNews): void {
    this.#tell(news);
  }

  words(speaker: 'caller' | 'agent', id: string, text: string, final = true): void {
    this.tell({ type: 'words', words: { speaker, id, text, final, at: performance.now() } });
  }

  notice(seq: number, agentName: string, slug: string, color: string, state = 'talking'): void {
    this.tell({
      type: 'agent_notice',
      notice: {
        epoch: 1,
        seq,
        state: state === 'talking' ? 'talking' : 'connecting',
        character: slug,
        agentName,
        appearance: { avatar: `/avatars/${slug}.svg`, color },
      },
    });
  }

  #room(): CallRoom {
    return {
      setMuted: (muted) => {
        this.muted = muted;
        return Promise.resolve();
      },
      sendText: (text) => {
        this.sent.push(text);
        return Promise.resolve();
      },
      sendDigit: (digit) => {
        this.keys.push(digit);
        return Promise.resolve();
      },
      startSound: () => Promise.resolve(),
      levels: () => ({ caller: 0.2, agent: 0.35 }),
      leave: () => {
        this.left += 1;
        return Promise.resolve();
      },
    };
  }
}

if (typeof document !== 'undefined') {
  const room = new FakeRoom();
  Object.assign(globalThis, { fakeRoom: room });
  const widget = document.querySelector<BatonWidget>('baton-widget');
  if (widget !== null) widget.loadPorts = () => Promise.resolve(room.ports);
}
