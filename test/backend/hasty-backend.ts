import { startBackend } from '../../backend/server.ts';
import { readEnv } from '../../config/env.ts';
import { createLog } from '../../config/log.ts';

/** A backend as `backend/main.ts` starts it, that does not wait long for a customer's service. */
const log = createLog('backend', 'info');
const webhookDelays_ms = Array.from({ length: 50 }, () => 200);
const { url } = await startBackend({ env: readEnv(), log, webhookDelays_ms });
log.info({ url }, 'The backend is up.');
