import type { z } from 'zod';
import { HttpTool } from '../../protocol/http-tool.ts';

/** The look-up of the source document's Example 4, with whatever is given instead. */
export function anHttpTool(given: Partial<z.input<typeof HttpTool>> = {}): HttpTool {
  return HttpTool.parse({
    type: 'http',
    name: 'lookup_customer',
    description: 'Looks the caller up by account number.',
    parameters: { account_id: { type: 'string', description: 'The account number' } },
    url: 'https://crm.example.com/customers/{{ account_id | url_encode }}',
    output: { customer_tier: '$.tier', lifetime_value: '$.ltv' },
    ...given,
  });
}
