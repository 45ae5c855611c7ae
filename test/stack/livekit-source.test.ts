import { expect, test } from 'vitest';
import { chooseLivekit, type MachineFacts } from '../../stack/livekit-source.ts';
import { StepFailure } from '../../stack/step-failure.ts';

const nothing: MachineFacts = {
  installed: null,
  built: null,
  docker: null,
  go: null,
  goVersion: null,
  platform: 'linux',
};
const everything: MachineFacts = {
  installed: '/usr/bin/livekit-server',
  built: '/cache/livekit-server',
  docker: '/usr/bin/docker',
  go: '/usr/bin/go',
  goVersion: '1.26.8',
  platform: 'linux',
};

function refusal(facts: MachineFacts): StepFailure {
  try {
    chooseLivekit(facts);
  } catch (fault) {
    if (fault instanceof StepFailure) return fault;
  }
  throw new Error('a server was chosen');
}

test('a server that is installed goes before one that was built, Docker and Go', () => {
  expect(chooseLivekit(everything)).toMatchObject({ path: '/usr/bin/livekit-server' });
  const rest = { ...everything, installed: null };
  expect(chooseLivekit(rest)).toMatchObject({ kind: 'binary', path: '/cache/livekit-server' });
  expect(chooseLivekit({ ...rest, built: null })).toMatchObject({ kind: 'docker' });
  expect(chooseLivekit({ ...rest, built: null, docker: null })).toMatchObject({
    kind: 'build',
    go: '/usr/bin/go',
  });
});

test('a Go that cannot fetch a newer toolchain is named with its version', () => {
  const fault = refusal({ ...nothing, go: '/usr/bin/go', goVersion: '1.19.8' });
  expect(fault.message).toContain('1.19.8');
  expect(fault.next).toContain('Go 1.21 or newer');
});

test('a machine with nothing is told what to install, on macOS by its own command', () => {
  expect(refusal(nothing).next).toContain('install Docker');
  expect(refusal({ ...nothing, platform: 'darwin' }).next).toContain('brew install livekit');
  expect(refusal(nothing).next).toContain('LIVEKIT_URL=');
});
