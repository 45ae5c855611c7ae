import { setLogLevel } from 'livekit-client';
import { joinDesk } from './desk-line.ts';
import type { DeskPorts } from './desk-room.ts';
import { takeMicrophone } from './microphone.ts';

setLogLevel('warn');

/** The real ports; importing this file is what loads the LiveKit client. */
export const deskPorts: DeskPorts = { takeMicrophone, joinDesk };
