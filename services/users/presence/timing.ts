/** All in milliseconds. Arguments rather than constants, so that tests need not wait. */
export interface PresenceTiming {
  /** A replica that has not renewed its lease for so long is dead. */
  lease: number;
  renew: number;
  /** For so long after the last stream closed a person stays online: a reload does not flicker. */
  grace: number;
  /** How long `connect` lasts. */
  connect: number;
  /** How often a replica looks for what expired, and for changes whose notification was lost. */
  tick: number;
  /** Changes are gathered for so long before they are told. */
  gather: number;
}

export const TIMING: PresenceTiming = {
  lease: 15_000,
  renew: 5_000,
  grace: 5_000,
  connect: 30_000,
  tick: 1_000,
  gather: 250,
};
