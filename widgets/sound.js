// Sound as numbers: read from whatever the browser can play, written as WAV, drawn as a wave.

export const RATE = 16_000;

const MAX_BYTES = 100 * 2 ** 20;
const SVG = "http://www.w3.org/2000/svg";

/** One channel of samples at 16 kHz: decoding for a context brings them to its rate. */
export async function decode(blob) {
  if (blob.size > MAX_BYTES) throw Error(`${blob.name} is too long to be read here. Cut out what you need`);
  const bytes = await blob.arrayBuffer();
  const buffer = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes).catch(() => {
    throw Error(`${blob.name} is not a sound that this browser can read. Try WAV, MP3 or M4A`);
  });
  if (buffer.numberOfChannels === 1) return buffer.getChannelData(0);
  const mono = new Float32Array(buffer.length);
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    buffer.getChannelData(channel).forEach((sample, i) => (mono[i] += sample / buffer.numberOfChannels));
  }
  return mono;
}

/** A WAV file of one channel, 16 bits a sample. */
export function wav(samples, name) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // How long this part is.
  view.setUint16(20, 1, true); // Plain numbers.
  view.setUint16(22, 1, true); // One channel.
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true); // Bytes a second.
  view.setUint16(32, 2, true); // Bytes a sample.
  view.setUint16(34, 16, true); // Bits a sample.
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  const whole = (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
  samples.forEach((sample, i) => view.setInt16(44 + i * 2, whole(sample), true));
  return new File([view], name, { type: "audio/wav" });
}

/** The loudest there is. */
export const peak = (samples) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** How loud it is over time, as lines up and down. What is quiet is drawn larger. */
export function wave(samples, columns = 160) {
  const each = Math.max(1, Math.ceil(samples.length / columns));
  const heights = Array.from({ length: Math.ceil(samples.length / each) }, (_, i) =>
    peak(samples.subarray(i * each, (i + 1) * each)),
  );
  const loudest = Math.max(0.05, ...heights);
  const line = (height, i) => {
    const half = Math.max(0.5, (height / loudest) * 23).toFixed(1);
    return `M${i + 0.5} ${(24 - half).toFixed(1)}v${(half * 2).toFixed(1)}`;
  };
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", heights.map(line).join(""));
  const svg = document.createElementNS(SVG, "svg");
  const viewBox = `0 0 ${heights.length} 48`;
  const attributes = { class: "wave", viewBox, preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  svg.append(path);
  return svg;
}
