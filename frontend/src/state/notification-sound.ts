/** Two soft tones, made here rather than loaded: a file would be larger, and come too late the first time. */
const TONES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.09 },
];
const VOLUME = 0.05;
const SECONDS = 0.25;

/** Plays the sound of a notification. Browsers refuse until the user has clicked somewhere. */
export async function playNotificationSound(): Promise<void> {
  try {
    const context = new AudioContext();
    for (const { hertz, at } of TONES) play(context, hertz, context.currentTime + at);
    await new Promise((resolve) => setTimeout(resolve, 2_000 * SECONDS));
    await context.close();
  } catch {
    // No sound device.
  }
}

function play(context: AudioContext, hertz: number, from: number): void {
  const tone = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
  volume.gain.linearRampToValueAtTime(0, from + SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(from);
  tone.stop(from + SECONDS);
}
