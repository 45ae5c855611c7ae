/** The framework's view of a job, for the code around the adapters. */
export type { JobContext } from '@livekit/agents';
