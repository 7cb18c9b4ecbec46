import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { render } from '../../scripts/kubernetes/deploy.ts';
import { IMAGES } from '../../scripts/kubernetes/images.ts';
import { asList } from '../../scripts/kubernetes/manifests.ts';
import { processNames, SERVICES } from '../../services/services.ts';
import { rendered, type Manifest } from './manifests.ts';
import { openEdges, type Party } from './network.ts';

const OVERLAYS = ['minikube', 'minikube-ingress', 'production'];
const manifests = new Map(await Promise.all(OVERLAYS.map(async (name) => [name, await rendered(name)] as const)));
const of = (overlay: string) => manifests.get(overlay) ?? [];

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false });
const validators = new Map<string, ValidateFunction>();

function validatorFor({ kind, apiVersion }: Manifest): ValidateFunction {
  const file = `k8s/schemas/${kind}.${apiVersion.replace(/^.*\//, '')}.json`;
  const known = validators.get(file);
  if (known) return known;
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
  validators.set(file, validate);
  return validate;
}

describe('every manifest follows the schema of its kind, without unknown fields', () => {
  for (const overlay of OVERLAYS) {
    for (const manifest of of(overlay)) {
      it(`${overlay}: ${manifest.kind} ${manifest.metadata.name}`, () => {
        const validate = validatorFor(manifest);
        assert.ok(validate(manifest), ajv.errorsText(validate.errors));
        assert.ok(manifest.kind === 'Namespace' || manifest.metadata.namespace === 'chat');
      });
    }
  }

  it('detects a misspelt field', () => {
    const [deployment] = of('minikube').filter(({ kind }) => kind === 'Deployment');
    assert.ok(deployment);
    assert.equal(validatorFor(deployment)({ ...deployment, spec: { ...deployment.spec, replica: 3 } }), false);
  });
});

for (const overlay of OVERLAYS) {
  it(`${overlay} as sent to kubectl, which reads YAML 1.1, follows the schemas too`, () => {
    const { items } = parse(asList(of(overlay)), { version: '1.1' }) as { items: Manifest[] };
    assert.deepEqual(items, of(overlay));
    for (const manifest of items) assert.ok(validatorFor(manifest)(manifest), manifest.metadata.name);
    const config = items.find(({ kind }) => kind === 'ConfigMap') as { data?: Record<string, unknown> } | undefined;
    assert.equal(config?.data?.['GUEST_LOGIN'], 'on');
  });
}

const names = (overlay: string, kind: string) =>
  of(overlay).flatMap((manifest) => (manifest.kind === kind ? [manifest.metadata.name] : []));
const textOf = (overlay: string, kind: string, name: string) =>
  JSON.stringify(of(overlay).find((manifest) => manifest.kind === kind && manifest.metadata.name === name)?.spec);

it('the images get the tags that they were built with', async () => {
  const tags = Object.fromEntries(IMAGES.map(({ name }, index) => [name, `tag${index}`]));
  const images = (await render('k8s/overlays/minikube', tags)).flatMap((manifest) =>
    ((manifest as Manifest).spec?.template?.spec.containers ?? []).map(({ image }) => image),
  );
  const expected = Object.entries(tags).map(([name, tag]) => `${name}:${tag}`);
  // Both Jobs run the same image.
  const bootstrap = expected.filter((image) => image.startsWith('chat/bootstrap:'));
  assert.deepEqual(images.sort(), [...expected, ...bootstrap, 'postgres:18-bookworm'].sort());
});

describe('pods', () => {
  for (const overlay of OVERLAYS) {
    for (const { metadata, spec } of of(overlay).filter(({ spec }) => spec?.template)) {
      it(`${overlay}: ${metadata.name} runs without privileges and with resource limits`, () => {
        const text = JSON.stringify(spec?.template);
        assert.match(text, /"runAsNonRoot":true/);
        assert.match(text, /"readOnlyRootFilesystem":true/);
        assert.match(text, /"drop":\["ALL"\]/);
        assert.match(text, /"allowPrivilegeEscalation":false/);
        assert.match(text, /"automountServiceAccountToken":false/);
        assert.match(text, /"seccompProfile":\{"type":"RuntimeDefault"\}/);
        assert.match(text, /"limits":\{[^}]*"memory"/);
      });
    }
  }

  it('that build indexes get no password but that of the role that owns the tables', () => {
    for (const overlay of OVERLAYS) {
      const text = textOf(overlay, 'Job', 'message-indexes');
      assert.doesNotMatch(text, /"envFrom"/);
      const secrets = [...text.matchAll(/"secretKeyRef":\{"key":"(\w+)","name":"([\w-]+)"/g)].map(
        ([, key, name]) => `${name} ${key}`,
      );
      assert.deepEqual(secrets, [
        'message-service DATABASE_URL',
        'database-bootstrap DATABASE_NAME',
        'database-bootstrap CHAT_MESSAGES_MIGRATOR_PASSWORD',
      ]);
    }
  });

  it('contain no Secret', () => {
    for (const overlay of OVERLAYS) assert.ok(of(overlay).every(({ kind }) => kind !== 'Secret'));
  });

  it('have the documented resources', () => {
    const resources = (name: string) =>
      JSON.stringify(of('minikube').find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name));
    for (const name of processNames) {
      assert.match(
        resources(name),
        /"limits":\{"cpu":"200m","memory":"256Mi"\},"requests":\{"cpu":"100m","memory":"128Mi"\}/,
      );
      assert.match(resources(name), /"replicas":2/);
    }
    assert.match(
      resources('frontend'),
      /"limits":\{"cpu":"100m","memory":"128Mi"\},"requests":\{"cpu":"50m","memory":"64Mi"\}/,
    );
  });
});

describe('replicas can be replaced', () => {
  for (const name of [...processNames, 'frontend']) {
    it(`an update of ${name} waits for its replicas and for pending requests`, () => {
      const text = textOf('minikube', 'Deployment', name);
      assert.match(text, /"maxUnavailable":0/);
      assert.match(text, /"preStop":\{"exec":\{"command":\["sleep","5"\]/);
      assert.match(text, /"terminationGracePeriodSeconds":20/);
      assert.match(text, /"topologySpreadConstraints":/);
      for (const probe of ['startup', 'readiness', 'liveness']) assert.match(text, new RegExp(`"${probe}Probe":`));
    });
  }

  it('a Deployment with two replicas keeps one during a drain', () => {
    assert.deepEqual(names('minikube', 'PodDisruptionBudget').sort(), [...processNames].sort());
    assert.deepEqual(names('production', 'PodDisruptionBudget').sort(), [...processNames, 'frontend'].sort());
    for (const name of [...processNames, 'frontend']) {
      const text = textOf('production', 'PodDisruptionBudget', name);
      assert.match(text, /"minAvailable":1,.*"unhealthyPodEvictionPolicy":"AlwaysAllow"/);
    }
  });

  it('in production they are scaled by load', () => {
    assert.deepEqual(names('production', 'HorizontalPodAutoscaler').sort(), [...processNames, 'frontend'].sort());
    for (const name of [...processNames, 'frontend']) {
      assert.match(textOf('production', 'HorizontalPodAutoscaler', name), /"minReplicas":2/);
      assert.doesNotMatch(textOf('production', 'Deployment', name), /"replicas":/);
    }
  });
});

describe('the overlays', () => {
  it('for Minikube serves the page at port 30080 and keeps client addresses', () => {
    const text = textOf('minikube', 'Service', 'frontend');
    assert.match(text, /"nodePort":30080,"port":80,"targetPort":"http"/);
    assert.match(text, /"externalTrafficPolicy":"Local"/);
  });

  it('with an Ingress trust its controller about client addresses', () => {
    const text = (overlay: string) => textOf(overlay, 'Deployment', 'frontend');
    assert.doesNotMatch(text('minikube'), /TRUSTED_PROXIES/);
    assert.match(text('minikube-ingress'), /"name":"TRUSTED_PROXIES","value":"10\.244\.0\.0\/16"/);
    assert.match(text('production'), /"name":"TRUSTED_PROXIES"/);
  });

  it('for production has TLS and no own database', () => {
    assert.match(textOf('production', 'Ingress', 'frontend'), /"tls":\[\{/);
    for (const kind of ['StatefulSet', 'Service', 'NetworkPolicy', 'ServiceAccount']) {
      assert.ok(!names('production', kind).includes('postgres'));
    }
  });

  it('allow only restricted pods', () => {
    for (const overlay of OVERLAYS) {
      const namespace = of(overlay).find(({ kind }) => kind === 'Namespace');
      assert.equal(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
    }
  });

  it("keep PostgreSQL's data on a volume, at version 18's path", () => {
    assert.match(textOf('minikube', 'StatefulSet', 'postgres'), /"mountPath":"\/var\/lib\/postgresql","name":"data"/);
  });
});

describe('network policies', () => {
  const elsewhere = (name: string, namespace: Record<string, string>, labels: Record<string, string> = {}): Party => {
    return { name, address: '10.244.1.9', labels, namespace, ours: false };
  };
  const others: Party[] = [
    { name: 'internet', address: '203.0.113.9', labels: {}, ours: false },
    // Only its label is one of ours.
    elsewhere('stranger', { 'kubernetes.io/metadata.name': 'default' }, { 'app.kubernetes.io/name': 'frontend' }),
    elsewhere('monitoring', { 'chat/monitoring': 'true' }),
    elsewhere('dns', { 'kubernetes.io/metadata.name': 'kube-system' }),
  ];
  const OTHERS = others.map(({ name }) => name);
  const services = Object.values(SERVICES).map(({ process, port }) => ({ process, port: `${port}/TCP` }));
  const otherPorts = ['53/UDP', '53/TCP', '80/TCP', '443/TCP', '5432/TCP', '8080/TCP'];
  const PORTS = [...otherPorts, ...services.map(({ port }) => port)];
  /** Unused ports: if one is open, all are. */
  const UNUSED = ['9/TCP', '9/UDP'];
  const open = (manifests: Manifest[]) => openEdges(manifests, others, [...PORTS, ...UNUSED]);

  const CLIENTS = [...processNames, 'database-bootstrap', 'message-indexes'];
  const everywhere = (pods: string[]) => [
    ...pods.flatMap((pod) => [`${pod} → dns 53/UDP`, `${pod} → dns 53/TCP`]),
    ...OTHERS.map((name) => `${name} → frontend 8080/TCP`),
    ...services.flatMap(({ process, port }) => [`frontend → ${process} ${port}`, `monitoring → ${process} ${port}`]),
    'message-service → auth-service 5000/TCP',
    'user-service → auth-service 5000/TCP',
    // Invites, and whom a guest by invite may see.
    'auth-service → message-service 5001/TCP',
    'user-service → message-service 5001/TCP',
  ];

  for (const overlay of ['minikube', 'minikube-ingress']) {
    it(`of ${overlay} open exactly the edges in use`, () => {
      const database = CLIENTS.map((client) => `${client} → postgres 5432/TCP`);
      const expected = [...everywhere([...CLIENTS, 'frontend', 'postgres']), ...database];
      assert.deepEqual(open(of(overlay)), new Set(expected));
    });
  }

  it('of production open the same ones, plus an external database', () => {
    const database = CLIENTS.flatMap((client) => OTHERS.map((other) => `${client} → ${other} 5432/TCP`));
    const expected = [...everywhere([...CLIENTS, 'frontend']), ...database];
    assert.deepEqual(open(of('production')), new Set(expected));
  });

  /** The edges that an additional rule for the frontend opens. */
  const opened = (rule: object) => {
    const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'frontend' } };
    const spec = { podSelector, policyTypes: ['Ingress'], ingress: [rule] };
    const more = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'more' }, spec };
    const before = open(of('minikube'));
    return [...open([...of('minikube'), more as Manifest])].filter((edge) => !before.has(edge));
  };

  it('are reported if one opens more', () => {
    const ports = [{ protocol: 'TCP', port: 9090 }];
    assert.deepEqual(
      opened({ ports }),
      OTHERS.map((name) => `${name} → frontend 9090/TCP`),
    );
    assert.deepEqual(opened({ ports, from: [{ namespaceSelector: {} }] }).length, OTHERS.length - 1);
    const ipBlock = { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] };
    assert.deepEqual(opened({ ports, from: [{ ipBlock }] }), ['internet → frontend 9090/TCP']);
    assert.ok(opened({}).includes('internet → frontend 9/UDP'));
  });

  it('are errors if they use unsupported fields', () => {
    const frontend = { key: 'app.kubernetes.io/name', operator: 'NotIn', values: ['frontend'] };
    assert.throws(() => opened({ ports: [{ protocol: 'TCP', port: 1, endPort: 65535 }] }), /endPort/);
    assert.throws(() => opened({ ports: [{ protocol: 'TCP', port: 'http' }] }), /http\/TCP/);
    assert.throws(() => opened({ from: [{ podSelector: { matchExpressions: [frontend] } }] }), /NotIn/);
    assert.throws(() => opened({ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }), /podSelector/);
    assert.throws(() => opened({ from: [{}] }), /an empty peer/);
    assert.throws(() => opened({ to: [] }), /to: not supported/);
  });
});
