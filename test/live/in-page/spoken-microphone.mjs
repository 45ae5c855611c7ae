// Init script: the page's microphone is a bus into which the test speaks when it wants to.

(() => {
  if (window.top !== window || !navigator.mediaDevices) return;
  const context = new AudioContext({ sampleRate: 48_000 });
  const bus = context.createGain();
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const microphone = { opened: 0, speak };

  async function speak(base64, rate) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const samples = new Int16Array(bytes.buffer);
    const buffer = context.createBuffer(1, samples.length, rate);
    buffer.copyToChannel(
      Float32Array.from(samples, (sample) => sample / 32_768),
      0,
    );
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(bus);
    await context.resume();
    const from = window.performance.timeOrigin + window.performance.now();
    const ended = new Promise((resolve) => source.addEventListener('ended', resolve));
    source.start();
    await ended;
    return { from, to: window.performance.timeOrigin + window.performance.now() };
  }

  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints?.audio) return native(constraints);
    await context.resume();
    const destination = context.createMediaStreamDestination();
    bus.connect(destination);
    microphone.opened += 1;
    return destination.stream;
  };
  window.__batonMicrophone = microphone;
})();
