/** All values in milliseconds. Arguments rather than constants, so that tests need not wait. */
export interface PresenceTiming {
  /** A replica that has sent no heartbeat for this long is dead. */
  replicaTimeout: number;
  heartbeat: number;
  /**
   * The grace period: how long a person stays online after the last stream closed, so that a reload does not flicker.
   */
  grace: number;
  /** How long `connect` lasts. */
  connect: number;
  /** How long somebody may do nothing before they are away. */
  idle: number;
  /** How often a replica looks for what expired, and for changes whose notification was lost. */
  tick: number;
  /** How long changes are gathered before they are sent. */
  gather: number;
}

export const TIMING: PresenceTiming = {
  replicaTimeout: 15_000,
  heartbeat: 5_000,
  grace: 5_000,
  connect: 30_000,
  idle: 10 * 60_000,
  tick: 1_000,
  gather: 250,
};
