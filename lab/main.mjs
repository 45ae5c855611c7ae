// The entry: registers the TypeScript loader, and keeps the client library from telling each of its
// steps, which it does unless it is loaded where this variable says so.
import { register } from 'tsx/esm/api';

process.env.NODE_ENV = 'production';
register();
await import('@livekit/rtc-node');
delete process.env.NODE_ENV;
await import('./main.ts');
