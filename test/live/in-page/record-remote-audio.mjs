// Init script: records every remote audio track of the page, mixed, from the page's first moment.

(() => {
  if (window.top !== window || !window.__batonRecorded) return;
  const context = new AudioContext({ sampleRate: 48_000 });
  const mix = context.createGain();
  const silent = context.createGain();
  silent.gain.value = 0;
  // Without a way to the output nothing pulls the recorder, and time stands still in it.
  silent.connect(context.destination);

  const base64 = (samples) => {
    const bytes = new Uint8Array(samples.buffer);
    let text = '';
    for (let at = 0; at < bytes.length; at += 8_192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    }
    return btoa(text);
  };

  const start = async () => {
    const code = new Blob([__BATON_WORKLET__], { type: 'text/javascript' });
    await context.audioWorklet.addModule(URL.createObjectURL(code));
    const recorder = new AudioWorkletNode(context, 'baton-recorder', { numberOfOutputs: 1 });
    mix.connect(recorder).connect(silent);
    recorder.port.onmessage = ({ data }) => {
      const arrived = window.performance.timeOrigin + window.performance.now();
      window.__batonRecorded({ samples: base64(data), arrived, rate: context.sampleRate });
    };
    await context.resume();
  };

  const tap = (track) => {
    const stream = new MediaStream([track]);
    // Chromium lets a remote track flow into WebAudio only while a media element plays it.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    element.play().catch(() => undefined);
    const source = context.createMediaStreamSource(stream);
    source.connect(mix);
    track.addEventListener('ended', () => {
      source.disconnect();
      element.srcObject = null;
    });
  };

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') tap(track);
      });
    }
  };
  start().catch((error) => console.error('the recorder does not run', error));
})();
