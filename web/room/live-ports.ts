import { setLogLevel } from 'livekit-client';
import type { RoomPorts } from './call-room.ts';
import { joinRoom } from './live-room.ts';
import { takeMicrophone } from './microphone.ts';
import { openSession } from './session-client.ts';

// It is somebody else's console.
setLogLevel('warn');

/** The real ports; importing this file is what loads the LiveKit client. */
export const livePorts: RoomPorts = { takeMicrophone, openSession, joinRoom };
