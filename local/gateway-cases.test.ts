import { after, before, describe } from 'node:test';
import { EnvironmentReader } from '../services/shared/environment.ts';
import { testBothGateways } from '../testkit/gateway/cases.ts';
import { startGatewayFixture } from './testing/gateway.ts';
import type { GatewayFixture } from './testing/gateway.ts';

describe("the laptop's gateway", () => {
  let fixture: GatewayFixture;
  before(async () => {
    fixture = await startGatewayFixture();
  });
  after(() => fixture.stop());

  testBothGateways({
    gateway: () => fixture,
    start: async ({ publicHosts = '', requestTimeout }) => {
      const hosts = new EnvironmentReader({ PUBLIC_HOSTS: publicHosts }).hostNames('PUBLIC_HOSTS');
      const gateway = await fixture.another({ hosts, ...(requestTimeout === undefined ? {} : { requestTimeout }) });
      return { url: gateway.url, stop: () => gateway.stop(Promise.resolve()) };
    },
  });
});
