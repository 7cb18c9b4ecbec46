import { processNames } from '../../../services/services.ts';
import { DeployError } from '../../../scripts/kubernetes/command.ts';
import { IMAGES } from '../../../scripts/kubernetes/images.ts';
import { buildImages } from '../../kubernetes/cluster/deploy.ts';
import { allRolledOut, insistently, rolledOut, type Kubectl } from '../../kubernetes/settings.ts';

/** By the name of the Deployment. */
type Images = Record<string, string>;

/** Of the images that everything is updated to, and back from. */
const NEXT = 'next';

export const DEPLOYMENTS = [...processNames, 'frontend'];

/** Images that differ from the deployed ones only in a label, and are a new version to Kubernetes. */
export function buildNextImages(): Promise<void> {
  const tags = Object.fromEntries(IMAGES.map(({ name }) => [name, NEXT]));
  return buildImages(tags, ['--label', `version=${NEXT}`]);
}

/** Updates everything to the next images, and then back to those that were deployed. */
export class RollingUpdate {
  readonly #kubectl: Kubectl;
  readonly #deployed: Images;
  readonly #next = Object.fromEntries(DEPLOYMENTS.map((app) => [app, `chat/${app}:${NEXT}`]));
  readonly #over = new AbortController();
  #isNext = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(kubectl: Kubectl, deployed: Images) {
    this.#kubectl = kubectl;
    this.#deployed = deployed;
  }

  /** Throws DeployError if the next images are deployed already: they would replace nothing. */
  static async prepare(kubectl: Kubectl): Promise<RollingUpdate> {
    const deployed = await readImages(kubectl);
    const left = Object.values(deployed).filter((image) => image.endsWith(`:${NEXT}`));
    if (left.length > 0) {
      throw new DeployError(
        `A fault test that was killed has left ${left.join(', ')} deployed. "npm run e2e:cluster" deploys the chat again.`,
      );
    }
    return new RollingUpdate(kubectl, deployed);
  }

  /** Rejects if a Deployment is left as it was. */
  run(): Promise<void> {
    this.#isNext = !this.#isNext;
    this.#running = this.#update(this.#isNext ? this.#next : this.#deployed);
    return this.#running;
  }

  /** Restores what was deployed before, whatever is in progress. */
  async takeBack(): Promise<void> {
    this.#over.abort(new Error('The update was taken back.'));
    await this.#running.catch(() => undefined);
    for (const [app, image] of Object.entries(this.#deployed)) await insistently(() => this.#setImage(app, image));
    await allRolledOut(this.#kubectl, DEPLOYMENTS);
  }

  async #update(images: Images): Promise<void> {
    const { signal } = this.#over;
    const before = await readImages(this.#kubectl);
    for (const [app, image] of Object.entries(images)) {
      signal.throwIfAborted();
      await this.#setImage(app, image);
      await rolledOut(this.#kubectl, `deployment/${app}`, signal);
    }
    const after = await readImages(this.#kubectl);
    const same = DEPLOYMENTS.filter((app) => after[app] === before[app]);
    if (same.length > 0) throw new Error(`The update has changed nothing of ${same.join(', ')}.`);
  }

  #setImage(app: string, image: string): Promise<string> {
    return this.#kubectl('set', 'image', `deployment/${app}`, `${app}=${image}`);
  }
}

async function readImages(kubectl: Kubectl): Promise<Images> {
  const entries = DEPLOYMENTS.map(async (app) => {
    const image = '--output=jsonpath={.spec.template.spec.containers[0].image}';
    return [app, await kubectl('get', 'deployment', app, image)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
