/** What the caller's hand can do in the panel. */
export interface Actions {
  readonly call: () => void;
  readonly callByTyping: () => void;
  readonly hangUp: () => void;
  readonly dismiss: () => void;
  readonly minimise: () => void;
  readonly toggleMute: () => void;
  readonly toggleKeypad: () => void;
  readonly press: (digit: string) => void;
  readonly type: (text: string) => void;
  /** What stands in the field and is not sent yet. */
  readonly draft: (text: string) => void;
  readonly startSound: () => void;
}

/** What the panel shows besides the call itself. */
export interface PanelState {
  readonly heading: string;
  readonly server: string;
  readonly keypadOpen: boolean;
  readonly dialled: string;
  readonly draft: string;
}
