/** `live`: streaming; `polling`: streaming is blocked on this network, and the page polls instead. */
export type ConnectionStatus = 'connecting' | 'live' | 'polling' | 'waiting';

export const isConnected = (status: ConnectionStatus): boolean => status === 'live' || status === 'polling';
