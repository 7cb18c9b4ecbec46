/** Messages between the tabs of one browser. */
export interface Channel<T> {
  post(value: T): void;
  close(): void;
}

/** A BroadcastChannel, or one that does nothing if the browser lacks or refuses it. */
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
