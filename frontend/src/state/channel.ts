/** What the tabs of one browser tell each other. */
export interface Channel<T> {
  post(value: T): void;
  close(): void;
}

/** A BroadcastChannel; one that nobody hears if the browser has none or refuses it. */
export function openChannel<T>(name: string, onMessage: (value: T) => void): Channel<T> {
  try {
    const channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }: MessageEvent<T>) => onMessage(data));
    return {
      post: (value) => channel.postMessage(value),
      close: () => channel.close(),
    };
  } catch {
    return { post: () => undefined, close: () => undefined };
  }
}
