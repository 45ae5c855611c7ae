import { networkInterfaces } from 'node:os';
import { parse, stringify } from 'yaml';

export interface LivekitFill {
  readonly port: number;
  readonly key: string;
  /** 32 characters or more; the server only grumbles at less, and clients refuse. */
  readonly secret: string;
  readonly udp?: { readonly from: number; readonly to: number };
  /** `bridged`: inside a container whose ports are published on the host's loopback. */
  readonly placement: 'host' | 'bridged';
  /** `host:port` of a Redis; only telephone calls and several servers need one. */
  readonly redis?: string;
  /** Where on this machine the backend is, which hears who has left a room. */
  readonly backend?: { readonly host: string; readonly port: number };
}

interface LivekitConfig {
  rtc: Record<string, unknown>;
  [key: string]: unknown;
}

/** The text of a server configuration: livekit.yaml with what this run fills in. */
export function livekitConfig(template: string, fill: LivekitFill): string {
  const base = parse(template) as LivekitConfig;
  return stringify({
    ...base,
    port: fill.port,
    keys: { [fill.key]: fill.secret },
    bind_addresses: fill.placement === 'host' ? base['bind_addresses'] : ['0.0.0.0'],
    rtc: { ...base.rtc, ...udpRange(fill), ...candidates(fill) },
    ...redisOf(fill),
    ...webhookOf(fill),
  });
}

/** The UDP ports that the configuration names, for who must publish them. */
export function udpPorts(config: string): { from: number; to: number } {
  const { rtc } = parse(config) as LivekitConfig;
  return { from: Number(rtc['port_range_start']), to: Number(rtc['port_range_end']) };
}

function udpRange({ udp }: LivekitFill): Record<string, unknown> {
  return udp ? { port_range_start: udp.from, port_range_end: udp.to } : {};
}

function webhookOf({ backend, placement, key }: LivekitFill): Record<string, unknown> {
  if (!backend) return {};
  const { host, port } = backend;
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
  // A container's own loopback is not this machine's; any other address is reached from inside too.
  const name = placement === 'bridged' && isLoopback ? 'host.docker.internal' : host;
  const urls = [`http://${name}:${port}/api/livekit/webhook`];
  return { webhook: { api_key: key, urls } };
}

function redisOf({ redis, placement }: LivekitFill): Record<string, unknown> {
  if (!redis) return {};
  const fromInside = redis.replace(/^(127\.0\.0\.1|localhost)(?=:)/, 'host.docker.internal');
  return { redis: { address: placement === 'bridged' ? fromInside : redis } };
}

function candidates({ placement }: LivekitFill): Record<string, unknown> {
  if (placement === 'bridged') return { enable_loopback_candidate: false };
  return { interfaces: { includes: [loopbackName()] } };
}

/** `lo` on Linux, `lo0` on macOS. */
function loopbackName(): string {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) =>
    addresses?.some((address) => address.internal),
  );
  return found?.[0] ?? 'lo';
}
