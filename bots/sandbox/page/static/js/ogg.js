// Sound as a phone sends it: Opus packets in an Ogg stream (RFC 7845, RFC 3533); a WAV where the browser has no encoder.

const RATE = 48_000; // Opus counts in 48 kHz samples whatever comes in
const FRAME = 960; // 20 ms
const SKIP = 312; // samples that the decoder drops at the start
const PAGE_PACKETS = 50; // one page a second

const CRC = new Uint32Array(256).map((_, at) => {
  let value = at << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ CRC[((sum >>> 24) ^ byte) & 255]) >>> 0;
  return sum;
}

function page(packets, { flags, granule, serial, number }) {
  const lacing = packets.flatMap((packet) => [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const size = packets.reduce((sum, packet) => sum + packet.length, 0);
  const bytes = new Uint8Array(27 + lacing.length + size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, number, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

function ascii(text) {
  return [...text].map((letter) => letter.charCodeAt(0));
}

function ogg(packets, samples) {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(ascii("OpusHead"));
  head.set([1, 1], 8);
  view.setUint16(10, SKIP, true);
  view.setUint32(12, RATE, true);
  const maker = ascii("practice room");
  const tags = new Uint8Array([...ascii("OpusTags"), maker.length, 0, 0, 0, ...maker, 0, 0, 0, 0]);
  const serial = 0x56696731;
  const pages = [
    page([head], { flags: 2, granule: 0, serial, number: 0 }),
    page([tags], { flags: 0, granule: 0, serial, number: 1 }),
  ];
  for (let from = 0; from < packets.length; from += PAGE_PACKETS) {
    const some = packets.slice(from, from + PAGE_PACKETS);
    const last = from + PAGE_PACKETS >= packets.length;
    const granule = last ? samples + SKIP : (from + some.length) * FRAME;
    pages.push(page(some, { flags: last ? 4 : 0, granule, serial, number: pages.length }));
  }
  return new Blob(pages, { type: "audio/ogg" });
}

function wav(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const bytes = new Uint8Array(view.buffer);
  bytes.set(ascii("RIFF"));
  view.setUint32(4, 36 + samples.length * 2, true);
  bytes.set(ascii("WAVEfmt "), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  bytes.set(ascii("data"), 36);
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, at) => view.setInt16(44 + at * 2, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new Blob([view.buffer], { type: "audio/wav" });
}

/** Mono samples (-1..1 at 48 kHz) as a sound file. */
export async function soundFile(samples) {
  const settings = { codec: "opus", sampleRate: RATE, numberOfChannels: 1, bitrate: 32_000 };
  if (typeof AudioEncoder !== "function" || !(await AudioEncoder.isConfigSupported(settings).catch(() => null))?.supported) {
    return wav(samples, RATE);
  }
  const packets = [];
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      packets.push(packet);
    },
    error: () => {},
  });
  encoder.configure(settings);
  const padded = new Float32Array(Math.ceil((samples.length + SKIP) / FRAME) * FRAME);
  padded.set(samples);
  encoder.encode(
    new AudioData({ format: "f32", sampleRate: RATE, numberOfFrames: padded.length, numberOfChannels: 1, timestamp: 0, data: padded }),
  );
  await encoder.flush();
  encoder.close();
  return packets.length > 0 ? ogg(packets, samples.length) : wav(samples, RATE);
}

/** What a recorder or a file holds as mono samples at 48 kHz. Raises when the browser cannot read it. */
export async function samplesOf(blob) {
  const context = new OfflineAudioContext(1, 1, RATE);
  const decoded = await context.decodeAudioData(await blob.arrayBuffer());
  const mixed = new Float32Array(decoded.length);
  for (let channel = 0; channel < decoded.numberOfChannels; channel += 1) {
    decoded.getChannelData(channel).forEach((sample, at) => (mixed[at] += sample / decoded.numberOfChannels));
  }
  return mixed;
}

/** Three soft bells, made here. */
export function bells() {
  const samples = new Float32Array(RATE * 3);
  [
    [0, 392],
    [0.7, 493.9],
    [1.4, 587.3],
  ].forEach(([start, pitch]) => {
    for (let at = Math.round(start * RATE); at < samples.length; at += 1) {
      const passed = at / RATE - start;
      const fade = Math.exp(-2.2 * passed) * Math.min(1, passed * 60);
      samples[at] += 0.22 * fade * (Math.sin(2 * Math.PI * pitch * passed) + 0.4 * Math.sin(2 * Math.PI * pitch * 2.01 * passed));
    }
  });
  return samples;
}

export const SAMPLE_RATE = RATE;
