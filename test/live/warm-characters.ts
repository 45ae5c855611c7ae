/** An office whose character asks its people before it puts a caller through. */
export const WARM_CHARACTERS: Readonly<Record<string, string>> = {
  'reception.md': `---
name: Riley
description: Answers the telephone of a bicycle shop.
greeting: Harbour Cycles, how can I help?
routing_config: { role: primary, primary_for_numbers: ["+15105550123"] }
transfer_targets:
  - { id: jamie, label: Jamie, method: warm, type: phone_number, value: "+14155550132" }
  - { id: workshop, label: the workshop, method: warm, type: phone_number, value: "+14155550133", then: [jamie] }
---
You answer the telephone.
`,
};
