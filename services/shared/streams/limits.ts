import type { EnvironmentReader } from '../environment.ts';

/** Maximum open streams per replica. */
export interface StreamLimits {
  maxStreams: number;
  /** Per user. */
  maxStreamsPerUser: number;
  /** All guests together, so that accounts can always open one. */
  maxStreamsOfGuests: number;
  /** Guests per address. */
  maxStreamsOfGuestsPerAddress: number;
}

/** Streams opened per minute. */
export interface OpeningLimits {
  perUser: number;
  /** Beyond each user's own share. */
  perAddress: number;
}

export interface StreamSettings {
  streams: StreamLimits;
  opening: OpeningLimits;
}

const PER_MINUTE = { min: 1, max: 1_000_000 };
const STREAMS = { min: 1, max: 100_000 };
const GUESTS_SHARE = 0.8;
const GUESTS_SHARE_PER_ADDRESS = 0.25;

const shareOf = (streams: number, share: number) => Math.max(1, Math.floor(streams * share));

/** The settings of services with streams. Throws ConfigError. */
export function readStreamSettings(environment: EnvironmentReader): StreamSettings {
  const maxStreams = environment.integer('MAX_STREAMS', 5_000, STREAMS);
  const guests = shareOf(maxStreams, GUESTS_SHARE);
  const guestsPerAddress = shareOf(maxStreams, GUESTS_SHARE_PER_ADDRESS);
  return {
    streams: {
      maxStreams,
      maxStreamsPerUser: environment.integer('MAX_STREAMS_PER_USER', 12, STREAMS),
      maxStreamsOfGuests: environment.integer('MAX_STREAMS_OF_GUESTS', guests, STREAMS),
      maxStreamsOfGuestsPerAddress: environment.integer('MAX_STREAMS_OF_GUESTS_PER_ADDRESS', guestsPerAddress, STREAMS),
    },
    opening: {
      perUser: environment.integer('STREAM_LIMIT_PER_USER', 60, PER_MINUTE),
      perAddress: environment.integer('STREAM_LIMIT_PER_ADDRESS', 300, PER_MINUTE),
    },
  };
}
