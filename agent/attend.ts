import type { Call } from './call.ts';
import type { Conversation } from './conversation.ts';
import { type Caller, watchCaller } from './livekit/caller.ts';
import { watchConsole } from './livekit/console-line.ts';
import { openDoor } from './livekit/door.ts';

export interface Attended {
  readonly caller: Caller;
  /** The caller has typed or pressed a key. */
  readonly stirred: () => void;
}

/** Lets the caller in, and notices what the caller's leg does besides speaking. */
export function attend(
  { ctx, ending, report }: Call,
  conversation: Conversation,
  session: Parameters<typeof openDoor>[0],
  { caller, stirred }: Attended,
): void {
  if (ctx.isFakeJob) {
    const gone = () => {
      conversation.callerGone();
    };
    const unreachable = (fault: unknown) => {
      report('Nobody listens at --connect-addr. Next: run `lk agent console`.', fault);
      process.exitCode = 1;
    };
    ending.then('console', watchConsole({ gone, unreachable }));
    return;
  }
  const door = openDoor(session, ctx.room, caller.identity, {
    typed: (text) => {
      stirred();
      conversation.typed(text);
    },
  });
  const unwatch = watchCaller(ctx.room, caller, {
    gone: (how) => {
      conversation.callerGone(how === 'hung_up' ? undefined : how);
    },
    pressed: (digit) => {
      stirred();
      conversation.pressed(digit);
    },
    headers: (headers) => {
      conversation.headersCame(headers);
    },
  });
  ending.then('door', async () => {
    unwatch();
    await door.close();
  });
}
