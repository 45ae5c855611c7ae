import ipaddr from 'ipaddr.js';

/** Global unicast of IPv6 (RFC 4291); what lies outside of it is not of the public internet. */
const GLOBAL: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** Public by its number, and yet the host of every virtual machine of Azure. */
const METADATA = ['168.63.129.16'];

/**
 * Whether an address is one of the public internet. Loopback, private, link-local, shared (CGNAT),
 * multicast and reserved ones are not, nor is one that wraps an IPv4 address (mapped, NAT64, 6to4).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || METADATA.includes(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL);
}
