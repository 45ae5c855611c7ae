import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { ZodError } from 'zod';
import { withoutNul } from './access.ts';
import type { AppDeps } from './app-deps.ts';
import { spell } from './characters/character-file.ts';
import { problem, type Refusal } from './problem.ts';
import { auditRoutes } from './routes/audit.ts';
import { callerRoutes } from './routes/callers.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { callRecordRoutes } from './routes/call-records.ts';
import { callRoutes } from './routes/calls.ts';
import { characterRoutes } from './routes/characters.ts';
import { commandRoutes } from './routes/commands.ts';
import { deskOfCallRoutes } from './routes/desk-of-call.ts';
import { deskRoutes } from './routes/desk.ts';
import { directoryRoutes } from './routes/directory.ts';
import { eventRoutes } from './routes/events.ts';
import { handoffMetadataRoutes } from './routes/handoff-metadata.ts';
import { healthRoutes } from './routes/health.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { liveCallRoutes } from './routes/live-calls.ts';
import { leaseRoutes } from './routes/lease.ts';
import { lineRoutes } from './routes/lines.ts';
import { livekitWebhookRoutes } from './routes/livekit-webhook.ts';
import { manualTransferRoutes } from './routes/manual-transfer.ts';
import { messageRoutes } from './routes/messages.ts';
import { outboundCallRoutes } from './routes/outbound-calls.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { singleSignOnRoutes } from './routes/single-sign-on.ts';
import { speakingRoutes } from './routes/speaking.ts';
import { trunkRoutes } from './routes/trunks.ts';
import { webFileRoutes, webHeaders } from './routes/web-files.ts';

const INFO = { title: 'Baton backend', version: '0.1.0' };

/** The HTTP contract over a store. Pure wiring: it opens nothing and needs no closing. */
export function createApp(deps: AppDeps): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (!result.success) return problem(c, badRequest(result.error));
      return undefined;
    },
  });
  app.use(webHeaders());
  app.use(withoutNul());
  signInRoutes(app, deps);
  singleSignOnRoutes(app, deps);
  auditRoutes(app, deps);
  sessionRoutes(app, deps);
  outboundCallRoutes(app, deps);
  callRoutes(app, deps);
  handoffMetadataRoutes(app, deps);
  eventRoutes(app, deps);
  commandRoutes(app, deps);
  leaseRoutes(app, deps);
  lineRoutes(app, deps);
  speakingRoutes(app, deps);
  liveCallRoutes(app, deps);
  callRecordRoutes(app, deps);
  callerRoutes(app, deps);
  manualTransferRoutes(app, deps);
  characterRoutes(app, deps);
  livekitWebhookRoutes(app, deps);
  trunkRoutes(app, deps);
  callbackRoutes(app, deps);
  messageRoutes(app, deps);
  inboxRoutes(app, deps);
  deskOfCallRoutes(app, deps);
  deskRoutes(app, deps);
  directoryRoutes(app, deps);
  healthRoutes(app, deps);
  describe(app);
  webFileRoutes(app, deps);
  app.notFound((c) => problem(c, { refused: 'not_found' }));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status < 500)
      return problem(c, {
        refused: 'bad_request',
        because: 'The body is not what it claims to be.',
      });
    deps.log.error({ route: routePath(c, -1), fault: error }, 'A request failed.');
    return problem(c, { refused: 'internal' });
  });
  return app;
}

function badRequest(error: ZodError): Refusal {
  const errors = error.issues.map((issue) => ({
    path: spell(issue.path),
    expected: issue.message,
  }));
  return { refused: 'bad_request', errors };
}

function describe(app: OpenAPIHono): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'service', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'operator', {
    type: 'http',
    scheme: 'bearer',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'baton_operator',
  });
  app.doc31('/openapi.json', { openapi: '3.1.0', info: INFO });
}
