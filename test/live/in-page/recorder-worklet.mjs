// Runs on the page's audio thread: passes on what arrives, silence included, a tenth of a second
// at a time. A busy page delays the chunks; it does not tear holes into them.

class RecorderProcessor extends AudioWorkletProcessor {
  constructor() {
    super();
    this.chunk = new Int16Array(Math.round(sampleRate / 10));
    this.filled = 0;
  }

  process([input]) {
    const frames = 128;
    for (let frame = 0; frame < frames; frame += 1) {
      let sum = 0;
      for (const channel of input) sum += channel[frame] / input.length;
      this.chunk[this.filled] = Math.max(-1, Math.min(1, sum)) * 32_767;
      this.filled += 1;
      if (this.filled === this.chunk.length) this.pass();
    }
    return true;
  }

  pass() {
    this.port.postMessage(this.chunk.slice());
    this.filled = 0;
  }
}
registerProcessor('baton-recorder', RecorderProcessor);
