const OURS =
  /^(BATON|LIVEKIT|OPENAI|DEEPGRAM|AGENT_STACK|SMTP)_|^DATABASE_URL$|^VITEST|^NODE_OPTIONS$/;

/** The shell of whoever runs the tests, without what it says about Baton: their database is not ours. */
export function cleanShell(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
}
