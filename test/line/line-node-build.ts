import { fileURLToPath } from 'node:url';
import { readyGoProgram } from '../../stack/go-program.ts';
import type { Building } from '../../stack/livekit-build.ts';

const LINE_NODE = {
  name: 'line-node',
  called: "the telephone line's SIP node",
  sources: fileURLToPath(new URL('./node', import.meta.url)),
};

/** The line's SIP node as a program. Throws StepFailure. */
export function readyLineNode(building: Building): Promise<string> {
  return readyGoProgram(LINE_NODE, building);
}
