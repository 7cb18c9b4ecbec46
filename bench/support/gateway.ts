import { perService } from '../../services/services.ts';
import { startNginx } from '../../testkit/gateway/nginx.ts';
import type { Run } from '../suite.ts';

interface At {
  url: string;
}

/** nginx with the product's own configuration, before two replicas of message-service. */
export async function startGateway({ cleanup, folder }: Run, auth: At, messages: readonly [At, At]): Promise<At> {
  const address = ({ url }: At) => new URL(url).host;
  const nginx = await startNginx({
    upstreams: {
      // Nothing measured here uses the other services.
      ...perService(() => address(auth)),
      messages: [address(messages[0]), address(messages[1])],
    },
    PAGE_DIR: folder,
    // All load comes from one address.
    REQUESTS_PER_SECOND: '1000000',
  });
  cleanup.add(() => nginx.stop());
  return nginx;
}
