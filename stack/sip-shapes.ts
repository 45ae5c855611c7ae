import { isIP } from 'node:net';
import { z } from 'zod';

const Text = z.string().trim().min(1);
const PhoneNumber = z
  .string()
  .regex(/^[+\d*#][\d*#]*$/, 'expected a number such as "+15105550100"');
const Duration = z.string().regex(/^\d+(\.\d+)?s$/, 'expected seconds such as "30s"');
const Network = z.string().refine((text) => {
  const [address = '', bits, more] = text.split('/');
  return isIP(address) > 0 && more === undefined && (bits === undefined || /^\d{1,3}$/.test(bits));
}, 'expected an IP address or a network such as "54.172.60.0/30"');
const HeaderMap = z.record(z.string(), z.string());
const Media = z.strictObject({
  encryption: z
    .enum(['SIP_MEDIA_ENCRYPT_DISABLE', 'SIP_MEDIA_ENCRYPT_ALLOW', 'SIP_MEDIA_ENCRYPT_REQUIRE'])
    .optional(),
  media_timeout: Duration.optional(),
  only_listed_codecs: z.boolean().optional(),
  codecs: z.array(z.strictObject({ name: Text, rate: z.int().optional() })).optional(),
});

/** What both kinds of trunk have. */
const trunk = {
  name: Text,
  metadata: z.string().optional(),
  auth_username: Text.optional(),
  auth_password: Text.optional(),
  headers: HeaderMap.optional(),
  headers_to_attributes: HeaderMap.optional(),
  attributes_to_headers: HeaderMap.optional(),
  include_headers: z.enum(['SIP_NO_HEADERS', 'SIP_X_HEADERS', 'SIP_ALL_HEADERS']).optional(),
  media: Media.optional(),
};

/** CreateSIPInboundTrunkRequest, as `lk sip inbound create` reads it. */
const InboundTrunkFile = z.strictObject({
  trunk: z
    .strictObject({
      ...trunk,
      numbers: z.array(PhoneNumber).min(1, 'expected the numbers that are called'),
      allowed_addresses: z.array(Network).optional(),
      allowed_numbers: z.array(PhoneNumber).optional(),
      auth_realm: Text.optional(),
      ringing_timeout: Duration.optional(),
      max_call_duration: Duration.optional(),
      krisp_enabled: z.boolean().optional(),
    })
    .refine(
      (it) => (it.auth_username && it.auth_password) ?? it.allowed_addresses?.length,
      'expected auth_username and auth_password, or allowed_addresses: without them anybody may call in',
    ),
});

/** CreateSIPOutboundTrunkRequest, as `lk sip outbound create` reads it. */
const OutboundTrunkFile = z.strictObject({
  trunk: z.strictObject({
    ...trunk,
    address: Text.regex(
      /^(?!sips?:)\S+$/,
      'expected a host such as "name.pstn.twilio.com", no sip:',
    ),
    transport: z
      .enum(['SIP_TRANSPORT_AUTO', 'SIP_TRANSPORT_UDP', 'SIP_TRANSPORT_TCP', 'SIP_TRANSPORT_TLS'])
      .optional(),
    numbers: z.array(PhoneNumber).min(1, 'expected the numbers that calls are made from'),
    destination_country: Text.optional(),
    from_host: Text.optional(),
  }),
});

/** CreateSIPDispatchRuleRequest, as `lk sip dispatch create` reads it; trunks may be named. */
const DispatchRuleFile = z.strictObject({
  dispatch_rule: z.strictObject({
    name: Text,
    trunk_ids: z
      .array(Text)
      .min(1, 'expected the name of an inbound trunk: a rule without one takes unknown calls too'),
    rule: z.strictObject({
      dispatch_rule_individual: z.strictObject({ room_prefix: Text, pin: Text.optional() }),
    }),
    hide_phone_number: z.boolean().optional(),
    inbound_numbers: z.array(PhoneNumber).optional(),
    numbers: z.array(PhoneNumber).optional(),
    metadata: z.string().optional(),
    attributes: HeaderMap.optional(),
    room_config: z.strictObject({
      agents: z
        .array(z.strictObject({ agent_name: Text, metadata: z.string().optional() }))
        .min(1, 'expected the agent that answers: without one the caller hears ringing only'),
      name: Text.optional(),
      metadata: z.string().optional(),
      empty_timeout: z.int().optional(),
      departure_timeout: z.int().optional(),
      max_participants: z.int().optional(),
    }),
    media: Media.optional(),
  }),
});

export const SIP_SHAPES = {
  inbound: InboundTrunkFile.transform((file): Noun => file.trunk),
  outbound: OutboundTrunkFile.transform((file): Noun => file.trunk),
  rule: DispatchRuleFile.transform((file): Noun => file.dispatch_rule),
};

export type SipKind = keyof typeof SIP_SHAPES;

/** A trunk or a rule, in the spelling of the files and of the server's API. */
export interface Noun {
  readonly name: string;
  readonly [field: string]: unknown;
}
