import { JobMetadata } from '../../protocol/session.ts';
import { livekitApi } from '../fakes/livekit-api.ts';

/** A room's caller, who stays in it whatever happens. */
export const callerOf = (room: string): string => `sip_${room}`;

/** A LiveKit server in whose rooms the callers wait; `asked` hears of each worker that is wanted. */
export function patientServer(asked: (room: string, metadata: JobMetadata) => void) {
  return livekitApi(({ method, room, metadata }) => {
    if (method === 'ListParticipants')
      return { participants: [{ identity: callerOf(room), state: 'ACTIVE' }] };
    if (method !== 'CreateDispatch') return {};
    asked(room, JobMetadata.parse(JSON.parse(metadata)));
    return { agentName: 'baton', room };
  });
}
