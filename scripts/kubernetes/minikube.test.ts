import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { serviceNames } from '../../services/services.ts';
import { contentTags, VERSION_LABEL } from './images.ts';
import { FakeTools, type State } from './testing/fake-tools.ts';

const ENDLESS = 'for as long as this runs';
const made: FakeTools[] = [];

async function tools(...args: Parameters<typeof FakeTools.make>): Promise<FakeTools> {
  const fake = await FakeTools.make(...args);
  made.push(fake);
  return fake;
}

const built = Object.entries(await contentTags()).map(([name, tag]) => `${name}:${tag}`);
const deployed: Partial<State> = { machine: 'Running', images: built, namespace: true };

/** Asserts that lines with these beginnings occur in this order, among others. */
function assertOrder(lines: string[], ...beginnings: string[]): void {
  let from = 0;
  for (const beginning of beginnings) {
    const found = lines.findIndex((line, index) => index >= from && line.startsWith(beginning));
    assert.notEqual(found, -1, `${beginning} is missing after ${from}:\n${lines.join('\n')}`);
    from = found + 1;
  }
}

describe('npm run minikube', { skip: process.platform === 'win32' }, () => {
  after(() => Promise.all(made.map((fake) => fake.remove())));

  it('starts Minikube, builds, deploys in order, and prints an address', async () => {
    const fake = await tools();
    const { code, output } = await fake.run(['all'], ENDLESS);
    assert.equal(code, 0, output);
    assertOrder(
      fake.lines,
      'minikube start --driver=docker --ports=30080:30080',
      'minikube image build --tag chat/auth-service:',
      'minikube image build --tag chat/frontend:',
      'kubectl kustomize',
      'kubectl apply --filename -',
      'kubectl get secrets',
      'kubectl apply --server-side',
      'kubectl delete job database-bootstrap',
      'kubectl apply --filename -',
      'kubectl rollout status statefulset/postgres',
      'kubectl exec --stdin postgres-0 -- psql',
      'kubectl apply --filename -',
      'kubectl wait --for=condition=complete job/database-bootstrap',
      'kubectl rollout status deployment/frontend',
      'kubectl port-forward',
    );
    assert.match(output, /▸ The chat is at http:\/\/localhost:\d+/);
    assert.ok(
      fake.calls.every(({ tool, args }) => tool === 'docker' || args.join(' ').match(/minikube|kustomize|version/)),
    );
  });

  for (const [runtime, target, label] of [
    ['docker://28.4.0', '--build-opt=target=auth-service', '--build-opt=label='],
    ['cri-o://1.34.1', '--build-opt=target=auth-service', '--build-opt=label='],
    ['containerd://2.1.4', '--build-opt=opt=target=auth-service', '--build-opt=opt=label:'],
  ] as const) {
    it(`builds and labels one target of a Dockerfile with the options of ${runtime}`, async () => {
      const fake = await tools({ machine: 'Running', runtime });
      await fake.run(['images']);
      const line = fake.lines.find((each) => each.startsWith('minikube image build --tag chat/auth-service:')) ?? '';
      assert.ok(line.endsWith(`--file services/Dockerfile ${target} ${label}${VERSION_LABEL} .`), line);
    });
  }

  it('prints the setup link, but not if there is an administrator', async () => {
    const fake = await tools({ ...deployed });
    const { output } = await fake.run(['all'], ENDLESS);
    assert.match(output, /▸ First start: (http:\/\/localhost:\d+)\/setup#CODE makes the first administrator/);
    const later = await tools({ ...deployed, administrator: true });
    const { code, output: laterOutput } = await later.run(['all'], ENDLESS);
    assert.equal(code, 0, laterOutput);
    assert.doesNotMatch(laterOutput, /setup#/);
  });

  it('reveals no secret in arguments or output', async () => {
    const fake = await tools({ ...deployed });
    const { output } = await fake.run(['deploy']);
    const values = Object.values(fake.state.secrets).flatMap((data) => Object.values(data));
    const secrets = values.map((value) => Buffer.from(value, 'base64').toString()).filter((value) => value !== 'chat');
    // Per service two passwords and a URL; the signing key, the administrator's password and URL.
    assert.equal(secrets.length, 3 * serviceNames.length + 3);
    const said = output + JSON.stringify(fake.calls.map(({ args }) => args));
    for (const secret of secrets) assert.ok(!said.includes(secret));
  });

  it('changes nothing at the second run', async () => {
    const fake = await tools({ ...deployed });
    await fake.run(['deploy']);
    const { secrets } = fake.state;
    const { code, output } = await fake.run(['all'], ENDLESS);
    assert.equal(code, 0, output);
    assert.deepEqual(fake.state.secrets, secrets);
    assert.match(output, /The Secrets are there: they stay/);
    assert.ok(!fake.lines.some((line) => /^minikube (start|image build)/.test(line)));
  });

  it('starts a stopped Minikube with its original options', async () => {
    const fake = await tools({ ...deployed, machine: 'Stopped' });
    await fake.run(['all'], ENDLESS);
    assert.ok(fake.lines.includes('minikube start'));
  });

  it('removes images that are neither running nor needed for a rollback', async () => {
    const revision = (number: number) => ({
      metadata: {
        annotations: { 'deployment.kubernetes.io/revision': String(number) },
        ownerReferences: [{ name: 'frontend' }],
      },
      spec: { template: { spec: { containers: [{ image: `chat/frontend:${number}` }] } } },
    });
    const others = ['chat/frontend:8', 'chat/frontend:9', 'chat/frontend:10', 'chat/bootstrap:9', 'chat/mine:1', 'postgres:18-bookworm']; // prettier-ignore
    const fake = await tools({
      ...deployed,
      images: [...built, ...others],
      replicaSets: [9, 10, 8].map(revision),
    });
    await fake.run(['deploy']);
    const kept = ['chat/frontend:9', 'chat/frontend:10', 'chat/mine:1', 'postgres:18-bookworm'];
    assert.deepEqual(fake.state.images, [...built, ...kept]);
  });

  it('prints diagnostics if a rollout fails', async () => {
    const fake = await tools({ ...deployed, failing: 'deployment/auth-service' });
    const { code, output } = await fake.run(['deploy']);
    assert.equal(code, 1);
    assert.match(output, /auth-service-1 0\/1 CrashLoopBackOff/);
    assert.match(output, /Warning BackOff auth-service-1/);
    assert.match(output, /the last words of auth-service-1/);
    assert.doesNotMatch(output, /the last words of frontend-1/);
    assert.match(output, /rollout status deployment\/auth-service .*failed/);
  });

  it('detects a failed build whose exit code is 0', async () => {
    const fake = await tools({ machine: 'Running', buildFails: true });
    const { code, output } = await fake.run(['images']);
    assert.equal(code, 1);
    assert.match(output, /chat\/auth-service:\w+ could not be built/);
  });

  for (const missing of ['minikube', 'kubectl', 'docker'] as const) {
    it(`reports in one line what to install if ${missing} is missing`, async () => {
      const all = ['minikube', 'kubectl', 'docker'] as const;
      const fake = await tools(
        {},
        all.filter((tool) => tool !== missing),
      );
      const { code, output } = await fake.run(['all']);
      assert.equal(code, 1);
      assert.match(output, new RegExp(`^${missing} is missing\\. Install .*https://.*\n$`));
    });
  }

  it('reports that Docker or Minikube is not running', async () => {
    const fake = await tools({ dockerDown: true });
    const all = await fake.run(['all']);
    assert.equal(all.code, 1);
    assert.match(all.output, /^Docker is not running\..*\n$/);
    for (const command of ['images', 'deploy']) {
      const { code, output } = await fake.run([command]);
      assert.equal(code, 1);
      assert.match(output, /^Minikube does not run\. "npm run minikube" starts it\.\n$/);
    }
  });

  it('removes the migration role from services that had it, and keeps the passwords', async () => {
    const fake = await tools({ ...deployed });
    await fake.run(['deploy']);
    const before = fake.state;
    const migration = { MIGRATION_DATABASE_URL: Buffer.from('postgresql://…').toString('base64') };
    fake.set({
      ...before,
      secrets: { ...before.secrets, 'auth-service': { ...before.secrets['auth-service'], ...migration } },
    });
    await fake.run(['deploy']);
    assert.deepEqual(fake.state.secrets, before.secrets);
  });

  it('refuses to deploy images that were not built', async () => {
    const fake = await tools({ machine: 'Running' });
    const { code, output } = await fake.run(['deploy']);
    assert.equal(code, 1);
    assert.match(output, /not built yet: run "npm run minikube:images"\.\n$/);
  });
});

describe('npm run minikube:cleanup', { skip: process.platform === 'win32' }, () => {
  it('keeps the volume and the Secrets', async () => {
    const fake = await tools(deployed, ['minikube', 'kubectl']);
    await fake.run(['deploy']);
    const { secrets } = fake.state;
    const { code, output } = await fake.run(['cleanup']);
    assert.equal(code, 0);
    assert.match(output, /the messages \(a volume\) and the Secrets are kept/);
    assert.deepEqual(fake.state.secrets, secrets);
    const deletions = fake.lines.filter((line) => line.startsWith('kubectl delete') && !line.includes('delete job '));
    assert.equal(deletions.length, 1);
    assert.doesNotMatch(deletions[0] ?? '', /secret|persistentvolume|pvc|namespace| all /i);
  });

  it('deletes everything with --all, and reports that the messages are lost', async () => {
    const fake = await tools(deployed);
    const { code, output } = await fake.run(['cleanup', '--all']);
    assert.equal(code, 0);
    assert.match(output, /all messages, accounts and Secrets are lost/);
    assert.equal(fake.state.namespace, false);
  });

  it('waits until the pods are gone, and reports how many remain', async () => {
    const fake = await tools({ ...deployed, ending: ['pod/auth-service-1', 'pod/postgres-0'] });
    const { code, output } = await fake.run(['cleanup']);
    assert.equal(code, 0);
    assert.match(output, /▸ 2 pods are terminating\n▸ 1 pod is terminating\n▸ Done/);
  });

  it('with --all removes the data of a volume that Minikube has forgotten, and no other data', async () => {
    const volume = (name: string, namespace: string, path?: string) => ({
      metadata: { name },
      spec: { claimRef: { namespace }, ...(path === undefined ? {} : { hostPath: { path } }) },
    });
    const fake = await tools({
      ...deployed,
      volumes: [
        volume('pvc-1', 'chat', '/tmp/hostpath-provisioner/chat/data-postgres-0'),
        volume('pvc-2', 'other', '/tmp/hostpath-provisioner/other/data'),
        volume('pvc-3', 'chat', '/home/somebody'),
        volume('pvc-4', 'chat'),
      ],
    });
    const { code, output } = await fake.run(['cleanup', '--all']);
    assert.equal(code, 0, output);
    assert.deepEqual(
      fake.state.volumes?.map(({ metadata }) => metadata.name),
      ['pvc-2'],
    );
    const removals = fake.lines.filter((line) => line.startsWith('minikube ssh'));
    assert.deepEqual(removals, ['minikube ssh -- sudo rm -rf /tmp/hostpath-provisioner/chat/data-postgres-0']);
  });

  for (const [title, state] of [
    ['Minikube does not run', { machine: 'Stopped' }],
    ['Minikube does not run', {}],
    ['There is no chat in Minikube', { machine: 'Running' }],
  ] as const) {
    it(`reports in one line: ${title} (${JSON.stringify(state)})`, async () => {
      const fake = await tools(state);
      const { code, output } = await fake.run(['cleanup', '--all']);
      assert.equal(code, 0);
      assert.match(output, new RegExp(`^▸ ${title}.*\n$`));
      assert.ok(!fake.lines.some((line) => line.startsWith('kubectl delete')));
    });
  }
});
